import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createHubClient } from '../../../src/client/hubClient.ts';
import { limits } from '../../../src/shared/api.ts';
import type { LoggedEvent } from '../../../src/shared/events.ts';
import { type KillableHub, startKillableHub } from '../killableHub.ts';
import { until } from '../until.ts';
import { Ledger } from './ledger.ts';
import { createTally, type Publisher, publish, type Tally, untilAcknowledged } from './publisher.ts';
import { createRandom, type Random } from './random.ts';
import { type Filter, filters, follow, followWithEventSource, Subscriber } from './subscriber.ts';
import { judgeLog, judgeSubscriber } from './verdict.ts';

export type ChaosOptions = {
  /** How many events the four publishers post in all. */
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
};

type ChaosResult = {
  /** Broken promises, in sentences. */
  readonly problems: readonly string[];
  /** Kills that left at least one post without an answer. */
  readonly killsUnderLoad: number;
  readonly figures: readonly string[];
};

const publishers = ['keyed-1', 'keyed-2', 'once-1', 'once-2'];
const EVENT_SOURCES = 2;
const readers: readonly Filter[] = [
  ...Array<Filter>(12).fill(''),
  ...Array<Filter>(2).fill('agent.*'),
  ...Array<Filter>(2).fill('rental.created'),
  ...Array<Filter>(2).fill('*.done,file.*'),
];
/** No kill comes so late that the events could be over before it. */
const LAST_KILL = 0.9;
/** A kill comes up to so many turns of the event loop after the answer that makes it due. */
const TURNS = 60;
const CATCH_UP_MS = 60_000;
const PROBLEMS_SHOWN = 10;

/** Runs the chaos, prints its figures, and fails on any promise that was broken. */
export async function proveChaos(t: TestContext, options: ChaosOptions): Promise<void> {
  t.diagnostic(`seed ${options.seed}`);
  const { problems, killsUnderLoad, figures } = await runChaos(options);
  for (const line of figures) t.diagnostic(line);
  assert.deepEqual(problems.slice(0, PROBLEMS_SHOWN), [], `${problems.length} promises were broken`);
  assert.ok(killsUnderLoad > options.kills / 2, `Only ${killsUnderLoad} of ${options.kills} kills hit posts: this proves little`);
}

/** Four publishers, twenty subscribers, and a hub that is killed at random moments under them. */
async function runChaos({ events, kills, seed }: ChaosOptions): Promise<ChaosResult> {
  const retention = { maxEvents: 2 * events, maxBytes: 2 ** 31, maxAgeMs: 24 * 60 * 60_000 };
  await using hub = await startKillableHub({ retention });
  const ledger = new Ledger();
  using crowd = await startCrowd(hub, ledger);
  const random = createRandom(seed);
  const tally = createTally();
  const startedAt = performance.now();
  const publishing = publishers.map((name, index) => {
    const publisher: Publisher = { name, events: Math.floor(events / publishers.length), isKeyed: name.startsWith('keyed') };
    return publish(hub, publisher, createRandom(seed + 1 + index), tally);
  });
  const allPosted = Promise.all(publishing);
  const [killsUnderLoad] = await Promise.all([killAtRandom(hub, { events, kills, random, allPosted }, tally), allPosted]);
  const log = await readLog(hub);
  await untilComplete(crowd.subscribers, log);
  const seconds = (performance.now() - startedAt) / 1000;
  const problems = [
    ...judgeLog(log, tally.posts),
    ...crowd.subscribers.flatMap((subscriber) => judgeSubscriber(subscriber, log, ledger)),
    ...judgeWords(await hub.words(), kills),
  ];
  const figures = toFigures({ kills, killsUnderLoad, seconds, logged: log.length, tally, subscribers: crowd.subscribers });
  return { problems, killsUnderLoad, figures };
}

type Crowd = Disposable & { readonly subscribers: readonly Subscriber[] };

/** All of them, connected. */
async function startCrowd(hub: KillableHub, ledger: Ledger): Promise<Crowd> {
  const stack = new DisposableStack();
  const create = (name: string, filter: Filter) => stack.use(new Subscriber(name, filter, ledger));
  const ours = readers.map((filter, index) => create(`reader ${index + 1}${filter && ` of ${filter}`}`, filter));
  const sources = Array.from({ length: EVENT_SOURCES }, (_, index) => create(`EventSource ${index + 1}`, ''));
  for (const subscriber of ours) void follow(hub.url, subscriber);
  for (const subscriber of sources) followWithEventSource(hub.url, subscriber);
  const subscribers = [...ours, ...sources];
  await until(() => subscribers.every(({ connections }) => connections === 1), 'every subscriber is connected');
  return { subscribers, [Symbol.dispose]: () => stack.dispose() };
}

type KillPlan = Pick<ChaosOptions, 'events' | 'kills'> & { readonly random: Random; readonly allPosted: Promise<unknown> };

/** Answers how many of the kills left posts without an answer. */
async function killAtRandom(hub: KillableHub, { events, kills, random, allPosted }: KillPlan, tally: Tally): Promise<number> {
  const due = Array.from({ length: kills }, () => random(Math.floor(events * LAST_KILL))).sort((a, b) => a - b);
  let underLoad = 0;
  for (const acknowledged of due) {
    // Never before the restarted hub has answered again.
    await Promise.race([untilAcknowledged(tally, Math.max(acknowledged, tally.acknowledged + 1)), allPosted]);
    for (let turns = random(TURNS); turns > 0; turns--) await turn();
    const before = tally.cutOff;
    await hub.kill();
    await hub.start();
    if (tally.cutOff > before) underLoad++;
  }
  return underLoad;
}

/** Waits for the last event of each. Who does not get it in time is judged as it is. */
export async function untilComplete(subscribers: readonly Subscriber[], log: readonly LoggedEvent[]): Promise<void> {
  const expected = new Map(subscribers.map(({ filter }) => [filter, log.filter(({ type }) => filters[filter](type)).length]));
  const isComplete = ({ filter, received }: Subscriber) => received.length >= (expected.get(filter) ?? 0);
  await until(() => subscribers.every(isComplete), 'every subscriber is complete', CATCH_UP_MS).catch(() => {});
}

/** The whole log, as a program with the token pages through it. */
export async function readLog({ url, token }: KillableHub): Promise<LoggedEvent[]> {
  const client = createHubClient({ url, token });
  const log: LoggedEvent[] = [];
  for (let after: string | null = 'earliest'; after !== null; ) {
    const page = await client.history({ after, limit: limits.historyPage });
    log.push(...page.events);
    after = page.next;
  }
  return log;
}

/** The hubs' own log lines: a start for every kill, and nothing that went wrong. */
function judgeWords(words: string, kills: number): string[] {
  const lines = words.split('\n');
  const starts = lines.filter((line) => line.includes('The hub is on')).length;
  const bad = lines.filter((line) => /\b(error|warn)/i.test(line)).map((line) => `the hub logged: ${line}`);
  return starts === kills + 1 ? bad : [...bad, `the hub was started ${starts} times, not ${kills + 1}`];
}

type Outcome = {
  readonly kills: number;
  readonly killsUnderLoad: number;
  readonly seconds: number;
  readonly logged: number;
  readonly tally: Tally;
  readonly subscribers: readonly Subscriber[];
};

function toFigures({ kills, killsUnderLoad, seconds, logged, tally, subscribers }: Outcome): string[] {
  const { posts, acknowledged, duplicates } = tally;
  const posted = sum(posts.map(({ count }) => count));
  const deliveries = sum(subscribers.map(({ received }) => received.length));
  const repeated = sum(posts.map(({ attempts }) => attempts - 1));
  return [
    `${kills} kills, ${killsUnderLoad} of them with posts left unanswered, ${kills} restarts`,
    `${posted} events posted in ${posts.length} posts: ${acknowledged} acknowledged, ${posted - acknowledged} not`,
    `${repeated} posts repeated with their key, ${duplicates} of them were in the log already`,
    `${logged} events in the log, ${logged - acknowledged} of them never acknowledged`,
    `${deliveries} deliveries to ${subscribers.length} subscribers, ${sum(subscribers.map(({ connections }) => connections - 1))} reconnects`,
    `${seconds.toFixed(1)} s, ${(posted / seconds).toFixed(0)} events/s`,
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
