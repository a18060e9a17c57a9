import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileGlobs } from '../../../../src/client/sdk/globs.ts';
import { createListeners } from '../../../../src/client/sdk/listeners.ts';
import { retryPauseMs } from '../../../../src/client/sdk/pauses.ts';
import { SharedFlow, type Step } from '../../../../src/client/sdk/sharedFlow.ts';
import { createSseParser } from '../../../../src/client/sdk/sse.ts';
import { messageFrame, positionFrame, retryField } from '../../../../src/shared/sse.ts';
import { parseTypeFilter } from '../../../../src/shared/typeFilter.ts';
import { until } from '../../../support/until.ts';

test('reads what the hub writes, wherever it is cut, and takes no text of an event for a field', () => {
  const hostile = JSON.stringify('a\u2028id: fake\u2028data: fake\u2029\n\n💥');
  const stream = `${retryField(1000)}${messageFrame('{}', 'p0')}: heartbeat\n\n${messageFrame(hostile)}${positionFrame('p1')}`;
  const expected = [
    ['{}', 'p0'],
    [undefined, undefined],
    [hostile, undefined],
    [undefined, 'p1'],
  ];
  for (let cut = 0; cut <= stream.length; cut++) {
    const blocks: unknown[] = [];
    const parse = createSseParser((...block) => void blocks.push(block));
    parse(stream.slice(0, cut));
    parse(stream.slice(cut));
    assert.deepEqual(blocks, expected, `cut at ${cut}`);
  }
});

test('globs mean what they mean to the hub', () => {
  const types = ['a', 'a.b', 'a.b.c', 'axb', 'b(c)', 'a*b', 'a\\b', ''];
  for (const globs of [['a.*'], ['*.c', 'b(c)'], ['a?b'], ['*'], ['a'], ['a*b'], ['a\\*']]) {
    const [ours, hubs] = [compileGlobs(globs), parseTypeFilter(globs.join())];
    for (const type of types) assert.equal(ours(type), hubs(type), `${globs} on ${type}`);
  }
});

test('pauses double up to half a minute, with jitter', (context) => {
  const random = context.mock.method(Math, 'random', () => 1);
  assert.deepEqual([0, 1, 6, 7, 100].map(retryPauseMs), [250, 500, 16_000, 30_000, 30_000]);
  random.mock.mockImplementation(() => 0);
  assert.equal(retryPauseMs(100), 0);
});

test('who comes while others are told hears the next, and one who was added twice hears twice', () => {
  const listeners = createListeners<number>();
  const heard: string[] = [];
  const late = (value: number) => void heard.push(`late ${value}`);
  const stop = listeners.add((value) => {
    heard.push(`first ${value}`);
    for (let n = 0; n < 2; n++) listeners.add(late);
    stop();
  });
  for (const value of [1, 2]) listeners.fire(value);
  assert.deepEqual(heard, ['first 1', 'late 2', 'late 2']);
});

/** A tab, the positions that it has heard, and the streams of its own that it opened. */
function openFlow(position: string) {
  const heard: string[] = [];
  const own: { readonly from: string; readonly signal: AbortSignal; bring(to: string): void; refuse(): void }[] = [];
  const flow = new SharedFlow({
    position,
    deliver: ({ type }, to) => void heard.push(type === 'stream.gap' ? 'gap' : to),
    follow: (from, onMessage, signal) =>
      new Promise((refuse) => void own.push({ from, signal, refuse, bring: (to) => onMessage(step('', to).message, to) })),
  });
  return { flow, heard, own };
}

const step = (from: string, to: string): Step => ({ message: { type: 'a', id: to, data: {}, timestamp: '', source: null }, from, to });

test('a tab that lacks something gets it by a stream of its own, in order and once', () => {
  const { flow, heard, own } = openFlow('1');
  flow.take(step('3', '4'));
  flow.take(step('4', '5'));
  assert.deepEqual(heard, []);
  assert.equal(own[0]?.from, '1');
  own[0].bring('2');
  own[0].bring('3');
  assert.ok(own[0].signal.aborted);
  own[0].bring('4');
  flow.take(step('5', '6'));
  assert.deepEqual(heard, ['2', '3', '4', '5', '6']);
});

test('a leader that is behind the others tells them nothing twice', () => {
  const { flow, heard, own } = openFlow('1');
  for (const [from, to] of [
    ['1', '2'],
    ['2', '3'],
    ['1', '2'],
    ['2', '3'],
    ['3', '4'],
  ] as const)
    flow.take(step(from, to));
  flow.compare('2');
  assert.deepEqual(heard, ['2', '3', '4']);
  assert.deepEqual(own, []);
});

test('a tab that begins where a leader is needs no stream when another one names that place again', () => {
  const { flow, own } = openFlow('');
  flow.compare('8');
  flow.take(step('8', '9'));
  flow.compare('8');
  assert.deepEqual(own, []);
});

test('who leads catches up with nobody, and what it has heard from others takes it back nowhere', () => {
  const { flow, heard, own } = openFlow('earliest');
  flow.lead(step('0', '1'));
  flow.take(step('1', '2'));
  flow.lead(step('1', '2'));
  flow.take(step('2', '3'));
  flow.lead(step('5', '6'));
  assert.deepEqual(heard, ['1', '2', '3', '6']);
  assert.deepEqual(own, []);
});

test('a tab to which the hub refuses what it lacks goes on behind a gap', async () => {
  const { flow, heard, own } = openFlow('earliest');
  flow.compare('7');
  flow.take(step('7', '8'));
  own[0]?.refuse();
  await until(() => heard.length === 2, 'it goes on');
  flow.take(step('8', '9'));
  flow.compare('9');
  assert.deepEqual(heard, ['gap', '8', '9']);
  assert.equal(own.length, 1);
});

test('a tab without a position begins where the leader is', () => {
  const { flow, heard, own } = openFlow('');
  flow.compare('7');
  flow.take(step('7', '8'));
  assert.deepEqual(heard, ['8']);
  flow.compare('9');
  assert.equal(own[0]?.from, '8');
  own[0].bring('9');
  assert.deepEqual(heard, ['8', '9']);
});
