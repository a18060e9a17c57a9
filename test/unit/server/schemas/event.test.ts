import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReceivedEvent, parseWebhookEvent } from '../../../../src/server/schemas/event.ts';
import { limits } from '../../../../src/shared/api.ts';
import { DevSyncError, type ErrorInfo } from '../../../../src/shared/errors.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';

function refusalOf(parse: () => unknown): ErrorInfo {
  try {
    parse();
  } catch (error) {
    if (error instanceof DevSyncError) return error.toInfo();
    throw error;
  }
  throw new assert.AssertionError({ message: 'It was accepted' });
}

function nested(levels: number): object {
  return levels === 0 ? {} : { inner: nested(levels - 1) };
}

test('an event is its type, data, source and time', () => {
  const event = { event_type: 'agent.created', data: { id: 7 }, source: 'shop', timestamp: '2024-05-06T07:08:09Z' };
  const draft = { type: 'agent.created', data: { id: 7 }, source: 'shop', sentAt: '2024-05-06T07:08:09Z' };
  assert.deepEqual(parseWebhookEvent(event), draft);
  assert.deepEqual(parseReceivedEvent({ ...event, type: event.event_type }), draft);
});

test('data, source and time may be absent, the latter two null', () => {
  const draft = { type: 'a', data: {}, source: null };
  assert.deepEqual(parseWebhookEvent({ event_type: 'a' }), draft);
  assert.deepEqual(parseWebhookEvent({ event_type: 'a', source: null, timestamp: null }), draft);
  assert.deepEqual(parseReceivedEvent({ type: 'a', session: 'more of theirs' }), draft);
});

test('data comes out as it went in, odd keys included', () => {
  const data: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2,"":[null,true,1e300,"\\u0000\\ud800"]}');
  assert.equal(JSON.stringify(parseWebhookEvent({ event_type: 'a', data }).data), JSON.stringify(data));
});

const longest = 'x'.repeat(limits.typeCharacters);
const refused: readonly [value: unknown, path: string | undefined][] = [
  [{}, 'event_type'],
  [{ event_type: '' }, 'event_type'],
  [{ event_type: 7 }, 'event_type'],
  [{ event_type: null }, 'event_type'],
  [{ event_type: `${longest}x` }, 'event_type'],
  [{ event_type: 'a\n' }, 'event_type'],
  [{ event_type: 'a\0b' }, 'event_type'],
  [{ event_type: '\u009b' }, 'event_type'],
  [{ event_type: 'a\ud800' }, 'event_type'],
  [{ event_type: 'a', source: '\udc00' }, 'source'],
  [{ event_type: 'a', data: [] }, 'data'],
  [{ event_type: 'a', data: null }, 'data'],
  [{ event_type: 'a', data: 'text' }, 'data'],
  [{ event_type: 'a', data: nested(limits.jsonDepth) }, 'data'],
  [{ event_type: 'a', source: 'x'.repeat(limits.sourceCharacters + 1) }, 'source'],
  [{ event_type: 'a', source: 7 }, 'source'],
  [{ event_type: 'a', timestamp: 'yesterday' }, 'timestamp'],
  [{ event_type: 'a', timestamp: 1_700_000_000 }, 'timestamp'],
  [{ event_type: 'a', type: 'b' }, 'type'],
  [{ event_type: 'a', 'odd key': 1 }, 'odd key'],
  [{ event_type: 'connected' }, 'event_type'],
  [{ event_type: 'stream.gap' }, 'event_type'],
  [{ event_type: 'audio_level' }, 'data.audioLevel'],
  [{ event_type: 'audio_level', data: { audioLevel: 100.5 } }, 'data.audioLevel'],
  [{ event_type: 'audio_level', data: { audioLevel: -1 } }, 'data.audioLevel'],
  [{ event_type: 'audio_level', data: { audioLevel: '5' } }, 'data.audioLevel'],
  [{ event_type: 'audio_level', data: { audioLevel: 5, sessionId: 7 } }, 'data.sessionId'],
  [{ event_type: 'audio_level', data: { audioLevel: 5, timestamp: 'now' } }, 'data.timestamp'],
  [{ event_type: 'listening_status', data: {} }, 'data.isListening'],
  [{ event_type: 'listening_status', data: { isListening: 1 } }, 'data.isListening'],
  [{ event_type: 'listening_status', data: { isListening: true, status: [] } }, 'data.status'],
];
for (const [value, path] of refused) {
  const name = JSON.stringify(value);
  test(`refuses ${name.length > 90 ? `${name.slice(0, 90)}…` : name} and names "${path}"`, () => {
    const info = refusalOf(() => parseWebhookEvent(value));
    assert.equal(info.path, path);
    assert.match(info.code, /^(invalid-event|reserved-type)$/);
    assert.match(info.message, /^["A-Z].*\.$/);
    const [item, dot] = ['[3]', '.'];
    assert.equal(refusalOf(() => parseWebhookEvent(value, item)).path, `${item}${dot}${path}`);
  });
}

test('a number is no data, however long', () => {
  for (const number of ['7', '12345678901234567890', '1e400'])
    assert.equal(refusalOf(() => parseWebhookEvent(parseExactJson(`{"event_type":"a","data":${number}}`))).path, 'data');
});

for (const leaf of ['1', '1e400', '-0', '12345678901234567890', '"x"', 'null']) {
  test(`${leaf} on the last level is no level more`, () => {
    const nestedOn = (levels: number) => parseExactJson(`{"event_type":"a","data":${'{"a":'.repeat(levels)}${leaf}${'}'.repeat(levels)}}`);
    assert.equal(parseWebhookEvent(nestedOn(limits.jsonDepth)).type, 'a');
    assert.equal(refusalOf(() => parseWebhookEvent(nestedOn(limits.jsonDepth + 1))).path, 'data');
  });
}

test('a level may be written in any way, and is passed on as it came', () => {
  for (const level of ['50.0000000000000000001', '5e1', '-0.0', '1e-400']) {
    const data = `{"audioLevel":${level},"peakDb":-1e-0}`;
    assert.equal(
      JSON.stringify(parseWebhookEvent(parseExactJson(`{"event_type":"audio_level","data":${data}}`)).data.audioLevel),
      level === '5e1' ? '50' : level,
    );
  }
  const tooMuch = parseExactJson('{"event_type":"audio_level","data":{"audioLevel":1e400}}');
  assert.equal(refusalOf(() => parseWebhookEvent(tooMuch)).path, 'data.audioLevel');
});

for (const value of [undefined, null, 'text', 7, [], true]) {
  test(`${JSON.stringify(value)} is no event, alone and in a batch`, () => {
    assert.equal(refusalOf(() => parseWebhookEvent(value)).code, 'invalid-event');
    assert.equal(refusalOf(() => parseWebhookEvent(value, '[3]')).path, '[3]');
    assert.equal(refusalOf(() => parseReceivedEvent(value)).code, 'invalid-event');
  });
}

test('a receiver is told of its own field names', () => {
  assert.equal(refusalOf(() => parseReceivedEvent({ event_type: 'a' })).path, 'type');
  assert.equal(refusalOf(() => parseReceivedEvent({ type: 'stream.gap' })).path, 'type');
  assert.equal(refusalOf(() => parseReceivedEvent({ type: 'audio_level', data: {} })).path, 'data.audioLevel');
});

test('what is just within the limits is accepted', () => {
  const event = { event_type: longest, data: nested(limits.jsonDepth - 1), source: 'x'.repeat(limits.sourceCharacters) };
  assert.equal(parseWebhookEvent(event).type, longest);
  for (const audioLevel of [0, 100, 0.5])
    parseWebhookEvent({ event_type: 'audio_level', data: { audioLevel, extra: {}, sessionId: null } });
});

const times = [
  '2024',
  '2024-05',
  '2024-05-06',
  '20240506',
  '2024-127',
  '2024-W19',
  '2024-W19-1',
  '2024W191',
  '2024-05-06T07',
  '2024-05-06T07:08',
  '2024-05-06T07:08:09',
  '2024-05-06 07:08:09',
  '2024-05-06t07:08:09z',
  '2024-05-06T07:08:09Z',
  '2024-05-06T07:08:09.123Z',
  '2024-05-06T07:08:09,123456789Z',
  '2024-05-06T07:08:09+02:00',
  '2024-05-06T07:08:09-0530',
  '2024-05-06T07:08:09+02',
  '20240506T070809Z',
  '2024-05-06T24:00:00Z',
  '2016-12-31T23:59:60Z',
];
for (const timestamp of times) {
  test(`the time ${timestamp} is accepted and kept as it is`, () => {
    assert.equal(parseWebhookEvent({ event_type: 'a', timestamp }).sentAt, timestamp);
    parseReceivedEvent({ type: 'audio_level', timestamp, data: { audioLevel: 1, timestamp } });
  });
}

const noTimes = [
  '',
  ' ',
  'now',
  '24-05-06',
  '2024-5-6',
  '06.05.2024',
  '05/06/2024',
  '2024-05-06T',
  '2024-05-06T7:08',
  '2024-05-06T07:08:',
  '2024-05-06T07:08:09.',
  '2024-05-06T07:08:09 Z',
  '2024-05-06T07:08:09+2',
  '2024-05-06T07:08:09Z\n',
  '\n2024-05-06',
  '2024-05-06Z',
  '2024-05-06T07:08:09[Europe/Zurich]',
  '٢٠٢٤-05-06',
  `2024-05-06T07:08:09.${'1'.repeat(60)}`,
];
for (const timestamp of noTimes) {
  test(`${JSON.stringify(timestamp)} is no time`, () => {
    const info = refusalOf(() => parseWebhookEvent({ event_type: 'a', timestamp }));
    assert.equal(info.path, 'timestamp');
  });
}
