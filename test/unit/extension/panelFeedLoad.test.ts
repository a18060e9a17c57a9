import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryRequest } from '../../../src/client/hubClient.ts';
import { PanelFeed } from '../../../src/extension/panelFeed.ts';
import type { HistoryAnswer } from '../../../src/shared/api.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import type { HubEvent, LoggedEvent } from '../../../src/shared/events.ts';
import { PANEL_CAPACITY } from '../../../src/shared/panel.ts';

type History = { first: number; last: number };

/** A hub whose log keeps the events of some numbers, as its HTTP client. */
function hubWith(log: History, onPage: (log: History) => void = () => {}) {
  const requests: HistoryRequest[] = [];
  const numberOf = (id: string) => {
    const number = Number(/^log-(\d+)$/.exec(id)?.[1] ?? Number.NaN);
    if (!(number >= log.first - 1 && number <= log.last)) throw new DevSyncError('unknown-id');
    return number;
  };
  const history = async (request: HistoryRequest = {}): Promise<HistoryAnswer> => {
    requests.push(request);
    const { after, before, limit = 100 } = request;
    const end = before === undefined ? log.last : numberOf(before) - 1;
    const start = after === undefined ? Math.max(log.first, end - limit + 1) : numberOf(after) + 1;
    const events = Array.from({ length: Math.max(0, end - start + 1) }, (_, index) => fact(start + index));
    const prev = start > log.first ? (events[0]?.id ?? null) : null;
    onPage(log);
    return { success: true, events, next: null, prev };
  };
  return { client: { history }, requests };
}

function fact(number: number): LoggedEvent {
  return { id: `log-${number}`, type: 'a', data: {}, timestamp: new Date(number).toISOString(), source: null };
}

const all = { viewStart: undefined, seams: [] };
const deaf = { onEvents: () => {}, onSeam: () => {}, onReset: () => {} };

function summaryOf(events: readonly HubEvent[]): string {
  return `${events.length}: ${events[0]?.id ?? '-'} to ${events.at(-1)?.id ?? '-'}`;
}

async function load(log: History, viewStart?: string) {
  const { client, requests } = hubWith(log);
  const feed = new PanelFeed();
  const position = await feed.load(client, { viewStart, seams: [] });
  const { events } = feed.connect(deaf);
  for (const [index, event] of events.entries()) assert.equal(Date.parse(event.timestamp), Date.parse(events[0]?.timestamp ?? '') + index);
  return { position, rows: summaryOf(events), requests };
}

const empty = { first: 1, last: 0 };
const table: readonly [name: string, log: History, viewStart: string | undefined, rows: string, position: string][] = [
  ['an empty log', empty, undefined, '0: - to -', 'earliest'],
  ['a short log', { first: 1, last: 7 }, undefined, '7: log-1 to log-7', 'log-7'],
  ['a log of several pages', { first: 1, last: 2500 }, undefined, '2500: log-1 to log-2500', 'log-2500'],
  ['a log that was trimmed', { first: 300, last: 1400 }, undefined, '1101: log-300 to log-1400', 'log-1400'],
  ['more than a panel keeps', { first: 1, last: 12_345 }, undefined, '5000: log-7346 to log-12345', 'log-12345'],
  ['a log behind the start of the view', { first: 1, last: 2500 }, 'log-2400', '100: log-2401 to log-2500', 'log-2500'],
  ['nothing behind the start of the view', { first: 1, last: 50 }, 'log-50', '0: - to -', 'log-50'],
  ['a log that knows the start of the view and has trimmed its event', { first: 51, last: 60 }, 'log-50', '10: log-51 to log-60', 'log-60'],
  ['a log that has trimmed past the start of the view', { first: 52, last: 60 }, 'log-50', '9: log-52 to log-60', 'log-60'],
  ['another log', { first: 1, last: 5 }, 'other-3', '5: log-1 to log-5', 'log-5'],
  ['a start of the view that is far back', { first: 1, last: 9000 }, 'log-3', '5000: log-4001 to log-9000', 'log-9000'],
];
for (const [name, log, viewStart, rows, position] of table) {
  test(`takes over ${name}`, async () => {
    const loaded = await load(log, viewStart);
    assert.deepEqual([loaded.rows, loaded.position], [rows, position]);
  });
}

test('the stream of an empty log goes on from its beginning when the view starts in another log', async () => {
  assert.equal((await load(empty, 'other-3')).position, 'earliest');
});

test('asks for no more pages than it needs', async () => {
  assert.equal((await load({ first: 1, last: 100_000 })).requests.length, PANEL_CAPACITY / 1000);
  const { requests } = await load({ first: 1, last: 100_000 }, 'log-99500');
  assert.deepEqual(requests, [{ after: 'log-99500', limit: 1 }, { limit: 1000 }]);
});

test('a log that is trimmed between two pages gives what it still has', async () => {
  const { client } = hubWith({ first: 1, last: 3000 }, (log) => {
    log.first = 2900;
  });
  const feed = new PanelFeed();
  assert.equal(await feed.load(client, all), 'log-3000');
  const { events } = feed.connect(deaf);
  assert.equal(summaryOf(events), '1000: log-2001 to log-3000');
});

test('any other failure is passed on', async () => {
  const { client } = hubWith(empty);
  const refusal = new DevSyncError('token-required');
  const feed = new PanelFeed();
  for (const viewStart of [undefined, 'log-1']) {
    await assert.rejects(feed.load({ ...client, history: () => Promise.reject(refusal) }, { viewStart, seams: [] }), refusal);
  }
});

test('a view that is there already starts anew with what was loaded', async () => {
  const told: string[] = [];
  const feed = new PanelFeed();
  const view = { ...deaf, onReset: () => told.push(summaryOf(feed.connect(view).events)) };
  feed.connect(view);
  feed.push(fact(1));
  await feed.load(hubWith({ first: 12, last: 14 }).client, all);
  await feed.load(hubWith(empty).client, all);
  assert.deepEqual(told, ['3: log-12 to log-14', '0: - to -']);
  feed.dispose();
});

test('of the seams those are taken over that have rows above them', async () => {
  const feed = new PanelFeed();
  const seams = [1, 3, 9].map((number) => ({ at: fact(number).timestamp, text: `seam ${number}` }));
  await feed.load(hubWith({ first: 2, last: 4 }).client, { viewStart: undefined, seams });
  assert.deepEqual(feed.connect(deaf).seams, seams.slice(1));
  await feed.load(hubWith(empty).client, { viewStart: undefined, seams });
  assert.deepEqual(feed.connect(deaf).seams, []);
});
