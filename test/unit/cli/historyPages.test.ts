import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historyPages, type PagesOptions } from '../../../src/cli/historyPages.ts';
import type { HistoryRequest } from '../../../src/client/hubClient.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';

const event = { type: 'a', data: {}, timestamp: '2026-01-01T00:00:00.000Z', source: null };

type Log = { first: number; last: number };

/** A hub with a log of numbered events, three a page at most, and what it was asked. Between two pages the log may change. */
function hubWith(log: Log, onPage: (page: number) => void = () => {}) {
  let pages = 0;
  const numberOf = (id: string, path: string) => {
    const number = id === 'earliest' ? log.first - 1 : Number(id);
    if (Number.isNaN(number) || number < log.first - 1) throw new DevSyncError('unknown-id', { path });
    return number;
  };
  const history = async ({ after, before, limit = 100 }: HistoryRequest = {}) => {
    onPage(pages++);
    const size = Math.min(3, limit);
    const start = after === undefined ? log.first : numberOf(after, 'after') + 1;
    const end = before === undefined ? log.last : numberOf(before, 'before') - 1;
    const [from, to] = after === undefined ? [Math.max(start, end - size + 1), end] : [start, Math.min(end, start + size - 1)];
    const events = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({ ...event, id: `${from + index}` }));
    return { success: true as const, events, next: to < log.last ? `${to}` : null, prev: from > log.first ? `${from}` : null };
  };
  return { history };
}

async function read(client: PagesOptions['client'], wanted: PagesOptions['wanted']) {
  const heard: string[] = [];
  const found: string[] = [];
  const pages = historyPages({ client, wanted, onGap: () => heard.push('gap'), onMore: () => heard.push('more') });
  for await (const events of pages) found.push(...events.map(({ id }) => id));
  return [found.join(' '), ...heard];
}

test('the newest events are found backwards and given in order', async () => {
  const client = hubWith({ first: 1, last: 10 });
  assert.deepEqual(await read(client, { limit: 5 }), ['6 7 8 9 10', 'more']);
  assert.deepEqual(await read(client, { limit: 4, before: '6' }), ['2 3 4 5', 'more']);
  assert.deepEqual(await read(client, { limit: 10 }), ['1 2 3 4 5 6 7 8 9 10']);
  assert.deepEqual(await read(client, { limit: 99 }), ['1 2 3 4 5 6 7 8 9 10']);
});

test('behind an event the first ones are given', async () => {
  const client = hubWith({ first: 1, last: 10 });
  assert.deepEqual(await read(client, { after: '2', limit: 5 }), ['3 4 5 6 7', 'more']);
  assert.deepEqual(await read(client, { after: 'earliest', limit: 10 }), ['1 2 3 4 5 6 7 8 9 10']);
  assert.deepEqual(await read(client, { after: 'earliest', limit: Number.POSITIVE_INFINITY }), ['1 2 3 4 5 6 7 8 9 10']);
  assert.deepEqual(await read(client, { after: '10', limit: 5 }), ['']);
});

test('no event comes twice, and those that are gone are said, when the log is trimmed on the way', async () => {
  const log = { first: 1, last: 10 };
  const client = hubWith(log, (page) => page === 1 && Object.assign(log, { first: 6, last: 12 }));
  assert.deepEqual(await read(client, { after: 'earliest', limit: 100 }), ['1 2 3 6 7 8 9 10 11 12', 'gap']);
});

test('when the older ones are gone on the way back, the newer ones are given', async () => {
  const log = { first: 1, last: 10 };
  const client = hubWith(log, (page) => page === 1 && Object.assign(log, { first: 10, last: 12 }));
  assert.deepEqual(await read(client, { limit: 100 }), ['8 9 10', 'gap']);
});

test('when the end of what is wanted is gone on the way, that is all', async () => {
  const log = { first: 1, last: 10 };
  const client = hubWith(log, (page) => page === 1 && Object.assign(log, { first: 15, last: 20 }));
  assert.deepEqual(await read(client, { after: 'earliest', before: '9', limit: 100 }), ['1 2 3', 'gap', 'gap']);
});

test('a cursor that was never known is refused, as is everything else that the hub refuses', async () => {
  const log = { first: 5, last: 9 };
  await assert.rejects(read(hubWith(log), { after: 'x', limit: 1 }), { code: 'unknown-id', path: 'after' });
  await assert.rejects(read(hubWith(log), { before: '1', limit: 1 }), { code: 'unknown-id', path: 'before' });
  await assert.rejects(read(hubWith(log), { after: 'earliest', before: '1', limit: 1 }), { code: 'unknown-id', path: 'before' });
  const breaking = hubWith(log, (page) => {
    if (page === 1) throw new DevSyncError('hub-unreachable');
  });
  await assert.rejects(read(breaking, { after: 'earliest', limit: 9 }), { code: 'hub-unreachable' });
  await assert.rejects(
    read(
      hubWith(log, () => assert.fail('a bug')),
      { limit: 9 },
    ),
    /a bug/,
  );
});
