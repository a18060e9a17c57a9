import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { routes } from '../../src/shared/api.ts';
import { openSocket } from './rawHttp.ts';
import { within } from './until.ts';

export type FanoutLoad = {
  readonly subscribers: number;
  /** Each posts its next events as soon as its last ones were answered. */
  readonly publishers: number;
  readonly events: number;
  /** Events in a post. */
  readonly batch?: number;
  /** Beside what an event needs. */
  readonly padBytes?: number;
  /** Subscribers beside the others that never read. */
  readonly sleepers?: number;
};

const TICK = 'load.tick';
const END = 'load.end';
const PAD_BYTES = 100;
/** Only a hub that hangs needs it. */
const TIMEOUT_MS = 300_000;

/**
 * Publishes to a hub, follows it with an independent parser, and answers what any subscriber missed, got twice or got out of order. It
 * does not look at the time: every stream is read to an event that was published when all others had been acknowledged, and one that
 * breaks off comes back with its last id, as an `EventSource` does.
 */
export async function faultsUnder(port: number, load: FanoutLoad): Promise<string[]> {
  await using stack = new AsyncDisposableStack();
  for (let count = 0; count < (load.sleepers ?? 0); count++) stack.defer(await openSleeper(port));
  const follow = async (after?: string) => stack.use(await startFollower(port, after));
  const followers = await Promise.all(Array.from({ length: load.subscribers }, () => follow()));
  const agent = stack.adopt(new Agent({ keepAlive: true }), (one) => one.destroy());
  const post = (events: readonly object[]) => publish(port, agent, events);
  await Promise.all(Array.from({ length: load.publishers }, (_, publisher) => publishShare(load, publisher, post)));
  await post([{ event_type: END, data: {} }]);
  // What the log has is what everybody should have heard.
  const replay = await follow('earliest');
  await within(Promise.all([replay, ...followers].map(({ ended }) => ended)), 'the end of all streams', TIMEOUT_MS);
  const named = [['replay', replay] as const, ...followers.map((follower, index) => [`subscriber ${index}`, follower] as const)];
  return named.flatMap(([name, { order }]) => faultsOf(order, replay.order, load).map((fault) => `${name}: ${fault}`));
}

/** Events are numbered from 0; a publisher has every so many of them, in order. */
async function publishShare(load: FanoutLoad, publisher: number, post: (events: readonly object[]) => Promise<void>): Promise<void> {
  const { publishers, events, batch = 1, padBytes = PAD_BYTES } = load;
  const pad = 'x'.repeat(padBytes);
  for (let next = publisher; next < events; next += publishers * batch) {
    const numbers = Array.from({ length: batch }, (_, index) => next + index * publishers).filter((n) => n < events);
    await post(numbers.map((n) => ({ event_type: TICK, data: { n, pad } })));
  }
}

/** One event goes out as an object: a post of one is another path in the hub. */
async function publish(port: number, agent: Agent, events: readonly object[]): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const sent = request({ port, host: '127.0.0.1', path: routes.webhook, method: 'POST', agent, headers });
  sent.end(JSON.stringify(events.length === 1 ? events[0] : events));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200, await text(response));
}

type Follower = Disposable & {
  /** The events in the order in which they came. */
  readonly order: readonly number[];
  /** Settles with the event that was published last. */
  readonly ended: Promise<void>;
};

/**
 * Resolves when the stream is open.
 *
 * @param after position to start from; from now on when absent
 */
async function startFollower(port: number, after?: string): Promise<Follower> {
  const order: number[] = [];
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // For the case that nobody waits for it any more.
  ended.catch(() => {});
  const end = new AbortController();
  let lastId = after;
  const onEvent = ({ id, data }: EventSourceMessage) => {
    lastId = id ?? lastId;
    const event = JSON.parse(data) as { readonly type: string; readonly data: { readonly n: number } };
    if (event.type === TICK) order.push(event.data.n);
    if (event.type === END) end.abort();
  };
  const open = async () => {
    const response = await openEvents(port, lastId, end.signal);
    const parser = createParser({ onEvent });
    response.setEncoding('utf8').on('data', (chunk: string) => parser.feed(chunk));
    // How a stream breaks off is the business of the hub; that the next one goes on where it was is ours.
    response.on('error', () => {}).on('close', () => (end.signal.aborted ? resolve() : open().catch(reject)));
  };
  await open();
  return { order, ended, [Symbol.dispose]: () => end.abort() };
}

async function openEvents(port: number, lastId: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
  const sent = get({ port, host: '127.0.0.1', path: routes.events, agent: false, headers, signal });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  return response;
}

/** Follows, and reads nothing. */
async function openSleeper(port: number): Promise<() => void> {
  const socket = await openSocket(port);
  socket.pause();
  socket.write(`GET ${routes.events} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  return () => socket.destroy();
}

function faultsOf(order: readonly number[], log: readonly number[], { publishers, events }: FanoutLoad): string[] {
  const distinct = new Set(order).size;
  const newest = new Map<number, number>();
  const late = order.filter((n) => {
    const publisher = n % publishers;
    const isLate = n <= (newest.get(publisher) ?? -1);
    newest.set(publisher, n);
    return isLate;
  });
  return [
    ...(distinct === events ? [] : [`${events - distinct} of ${events} events lost`]),
    ...(distinct === order.length ? [] : [`${order.length - distinct} events twice`]),
    ...(late.length === 0 ? [] : [`${late.length} events behind a later one of the same publisher, as number ${late[0]}`]),
    ...(order.every((n, index) => n === log[index]) ? [] : ['not the order of the log']),
  ];
}
