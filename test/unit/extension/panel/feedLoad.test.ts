import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryRequest } from '../../../../src/client/hubClient.ts';
import { PanelFeed } from '../../../../src/extension/panel/feed.ts';
import type { HistoryAnswer } from '../../../../src/shared/api.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import type { LoggedEvent } from '../../../../src/shared/events.ts';
import { FEED_CAPACITY, type OlderEvents, type Seam } from '../../../../src/shared/panel.ts';

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
    const last = after === undefined ? end : Math.min(end, start + limit - 1);
    const events = Array.from({ length: Math.max(0, last - start + 1) }, (_, index) => fact(start + index));
    const prev = start > log.first ? (events[0]?.id ?? null) : null;
    onPage(log);
    return { success: true, events, next: null, prev };
  };
  return { client: { history }, requests };
}

function fact(number: number): LoggedEvent {
  return { id: `log-${number}`, type: 'a', data: {}, timestamp: new Date(number).toISOString(), source: null };
}

function seam(number: number): Seam {
  return { at: fact(number).timestamp, text: `seam ${number}` };
}

const all = { viewStart: null, seams: [] };
const deaf = { onEvents: () => {}, onSeam: () => {}, onReset: () => {} };
const offline = () => {
  throw new DevSyncError('hub-unreachable');
};

function summaryOf({ events }: OlderEvents): string {
  return `${events.length}: ${events[0]?.id ?? '-'} to ${events.at(-1)?.id ?? '-'}`;
}

/** What a view ends up with that asks for older rows until there are none. */
async function everything(feed: PanelFeed, client: () => ReturnType<typeof hubWith>['client']): Promise<OlderEvents> {
  let shown: OlderEvents = feed.connect(deaf).content;
  while (shown.older !== null) {
    const page = await feed.older(shown.older, client);
    shown = { events: [...page.events, ...shown.events], older: page.older };
  }
  for (const [index, event] of shown.events.entries()) {
    assert.equal(Date.parse(event.timestamp), Date.parse(shown.events[0]?.timestamp ?? '') + index);
  }
  return shown;
}

async function load(log: History, viewStart: string | null) {
  const { client } = hubWith(log);
  const feed = new PanelFeed();
  const position = await feed.load(client, { viewStart, seams: [] });
  return { position, rows: summaryOf(await everything(feed, () => client)) };
}

const empty = { first: 1, last: 0 };
const table: readonly [name: string, log: History, viewStart: string | null, rows: string, position: string][] = [
  ['an empty log', empty, null, '0: - to -', 'earliest'],
  ['a short log', { first: 1, last: 7 }, null, '7: log-1 to log-7', 'log-7'],
  ['a log of several pages', { first: 1, last: 2500 }, null, '2500: log-1 to log-2500', 'log-2500'],
  ['a log that was trimmed', { first: 300, last: 1400 }, null, '1101: log-300 to log-1400', 'log-1400'],
  ['more than the feed keeps', { first: 1, last: 12_345 }, null, '12345: log-1 to log-12345', 'log-12345'],
  ['just what the feed keeps', { first: 1, last: FEED_CAPACITY }, null, '5000: log-1 to log-5000', 'log-5000'],
  ['a log behind the start of the view', { first: 1, last: 2500 }, 'log-2400', '100: log-2401 to log-2500', 'log-2500'],
  ['nothing behind the start of the view', { first: 1, last: 50 }, 'log-50', '0: - to -', 'log-50'],
  ['a log that knows the start of the view and has trimmed its event', { first: 51, last: 60 }, 'log-50', '10: log-51 to log-60', 'log-60'],
  ['a log that has trimmed past the start of the view', { first: 52, last: 60 }, 'log-50', '9: log-52 to log-60', 'log-60'],
  ['another log', { first: 1, last: 5 }, 'other-3', '5: log-1 to log-5', 'log-5'],
  ['a start of the view that is far back', { first: 1, last: 9000 }, 'log-3', '8997: log-4 to log-9000', 'log-9000'],
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

test('asks for no more pages than the feed keeps', async () => {
  const { client, requests } = hubWith({ first: 1, last: 100_000 });
  await new PanelFeed().load(client, all);
  assert.equal(requests.length, FEED_CAPACITY / 1000);
});

test('without a hub the feed gives what it keeps, and then says that there is none', async () => {
  const feed = new PanelFeed();
  await feed.load(hubWith({ first: 1, last: 7000 }).client, all);
  assert.deepEqual(await feed.older('log-3001', offline), { events: range(2001, 3000), older: 'log-2001' });
  await assert.rejects(feed.older('log-2001', offline), { code: 'hub-unreachable' });
});

test('without a hub the rows behind the start are all there is', async () => {
  const feed = new PanelFeed();
  await feed.load(hubWith({ first: 1, last: 7000 }).client, { viewStart: 'log-3000', seams: [] });
  assert.equal(summaryOf(await everything(feed, offline)), '4000: log-3001 to log-7000');
});

test('after the start has moved back to the beginning, the rows before it are there again', async () => {
  const { client } = hubWith({ first: 1, last: 7000 });
  const feed = new PanelFeed();
  await feed.load(client, { viewStart: 'log-6990', seams: [] });
  feed.setStart(null);
  assert.equal(summaryOf(await everything(feed, () => client)), '7000: log-1 to log-7000');
});

test('what lies before an event that has left the log is nothing', async () => {
  const { client } = hubWith({ first: 1, last: 7000 });
  const feed = new PanelFeed();
  await feed.load(client, all);
  assert.deepEqual(await feed.older('log-9', () => hubWith({ first: 100, last: 7000 }).client), { events: [], older: null });
});

test('older rows that arrive when the view has begun anew are refused: an empty page would be the beginning of the log', async () => {
  const { client } = hubWith({ first: 1, last: 7000 });
  const feed = new PanelFeed();
  await feed.load(client, all);
  const asked = feed.older('log-2001', () => client);
  feed.setStart('log-7000');
  feed.setStart(null);
  await assert.rejects(asked, { code: 'internal-error' });
});

test('a log that is trimmed between two pages gives what it still has', async () => {
  const { client } = hubWith({ first: 1, last: 3000 }, (log) => {
    log.first = 2900;
  });
  const feed = new PanelFeed();
  assert.equal(await feed.load(client, all), 'log-3000');
  const { content } = feed.connect(deaf);
  assert.equal(summaryOf(content), '1000: log-2001 to log-3000');
});

test('any other failure is passed on', async () => {
  const { client } = hubWith(empty);
  const refusal = new DevSyncError('token-required');
  const feed = new PanelFeed();
  for (const viewStart of [null, 'log-1']) {
    await assert.rejects(feed.load({ ...client, history: () => Promise.reject(refusal) }, { viewStart, seams: [] }), refusal);
  }
});

test('a view that is there already starts anew with what was loaded', async () => {
  const told: string[] = [];
  const feed = new PanelFeed();
  feed.connect({ ...deaf, onReset: (content) => told.push(summaryOf(content)) });
  feed.push(fact(1));
  await feed.load(hubWith({ first: 12, last: 14 }).client, all);
  await feed.load(hubWith(empty).client, all);
  assert.deepEqual(told, ['3: log-12 to log-14', '0: - to -']);
  feed.dispose();
});

test('of the seams those are taken over that may have rows above them', async () => {
  const feed = new PanelFeed();
  const seams = [1, 3, 9].map(seam);
  await feed.load(hubWith({ first: 2, last: 4 }).client, { viewStart: null, seams });
  assert.deepEqual(feed.connect(deaf).content.seams, seams.slice(1));
  await feed.load(hubWith({ first: 2, last: 7000 }).client, { viewStart: null, seams });
  assert.deepEqual(feed.connect(deaf).content.seams, seams);
  await feed.load(hubWith({ first: 2, last: 7000 }).client, { viewStart: 'log-4', seams });
  assert.deepEqual(feed.connect(deaf).content.seams, seams.slice(2));
  await feed.load(hubWith(empty).client, { viewStart: null, seams });
  assert.deepEqual(feed.connect(deaf).content.seams, []);
});

function range(from: number, to: number): LoggedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => fact(from + index));
}
