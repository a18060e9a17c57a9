import type { Load } from './load.ts';
import type { PeerName } from './peers.ts';

export type Scenario = {
  readonly title: string;
  readonly peers: readonly PeerName[];
  /** Only the start is measured when absent, or the rest. */
  readonly load?: Load;
  /** What is published first, to nobody. */
  readonly before?: Load;
  /** Measured is what the peer takes when nothing is asked of it; in the first round only. */
  readonly isRest?: boolean;
  /** What a quick run leaves out. */
  readonly isLong?: boolean;
};

/** As many as the log keeps. */
const fullLog: Load = { subscribers: 0, publishers: 1, batch: 100, events: 100_000 };

const everybody = ['hub', 'nchan', 'naive', 'betterSse', 'fastapi'] as const;
const two = ['hub', 'nchan'] as const;

/** Each publisher posts its next event as soon as the last one was answered. */
const saturation = (subscribers: number, more: Partial<Load> = {}): Load => ({
  ...{ subscribers, publishers: 8, warmSeconds: 0.6, seconds: 0.6 },
  ...more,
});
/** Latency counts from the time at which an event was due, so that a peer that stalls cannot hide it. */
const pace = (subscribers: number, more: Partial<Load> = {}): Load => ({
  ...{ subscribers, publishers: 16, warmSeconds: 0.4, seconds: 1.2, rate: 200 },
  ...more,
});
/** 20 MB in 5 s: what one subscriber does not take must not pile up. */
const flood: Load = { ...pace(20), seconds: 5, rate: 500, bytes: 8000 };

/** Warm-up enough to forget what came before. */
const warmed = saturation(10, { warmSeconds: 2 });

const table = {
  s10: { title: 'As fast as it goes, 8 publishers, 10 subscribers', peers: everybody, load: saturation(10) },
  s100: { title: 'As fast as it goes, 8 publishers, 100 subscribers', peers: everybody, load: saturation(100) },
  s1000: { title: 'As fast as it goes, 8 publishers, 1,000 subscribers', peers: everybody, load: saturation(1000) },
  batch: {
    title: 'Posts of 20 events as fast as it goes, 8 publishers, 10 subscribers',
    peers: ['hub'],
    load: saturation(10, { batch: 20 }),
  },
  paced: { title: '200 events/s, 100 subscribers', peers: two, load: pace(100) },
  large: { title: '200 events/s of 8 KB, 10 subscribers', peers: two, load: pace(10, { bytes: 8000 }) },
  flood: { title: '500 events/s of 8 KB, 20 subscribers', peers: ['hub'], load: flood, isLong: true },
  sleeper: {
    title: '500 events/s of 8 KB, 20 subscribers and one more that never reads',
    peers: ['hub'],
    load: { ...flood, slow: 1 },
    isLong: true,
  },
  burst: {
    title: '100,000 events at once to one subscriber, no warm-up',
    peers: ['hub'],
    load: { subscribers: 1, publishers: 8, events: 100_000, timeoutSeconds: 60 },
    isLong: true,
  },
  idle: {
    title: '1,000 idle subscribers',
    peers: ['hub', 'nchan', 'naive', 'betterSse', 'fastapi', 'bare'],
    load: { subscribers: 1000, publishers: 1, events: 0 },
    isLong: true,
  },
  rest: { title: 'At rest: no subscriber, no event', peers: ['hub'], isRest: true },
  start: { title: 'Start to the first answered post, with what V8 compiled at a start before', peers: ['hub', 'naive', 'bare'] },
  p1: {
    title: 'How it scales with publishers: 1 publisher, 100 subscribers',
    peers: two,
    load: saturation(100, { publishers: 1 }),
    isLong: true,
  },
  p32: {
    title: 'How it scales with publishers: 32 publishers, 100 subscribers',
    peers: two,
    load: saturation(100, { publishers: 32 }),
    isLong: true,
  },
  b1000: {
    title: 'How it scales with size: events of 1 KB, 8 publishers, 100 subscribers',
    peers: two,
    load: saturation(100, { bytes: 1000 }),
    isLong: true,
  },
  b8000: {
    title: 'How it scales with size: events of 8 KB, 8 publishers, 100 subscribers',
    peers: two,
    load: saturation(100, { bytes: 8000 }),
    isLong: true,
  },
  l0: { title: 'How it scales with the log: empty before, 8 publishers, 10 subscribers', peers: ['hub'], load: warmed, isLong: true },
  l100000: {
    title: 'How it scales with the log: 100,000 events in it before, 8 publishers, 10 subscribers',
    peers: ['hub'],
    load: warmed,
    before: fullLog,
    isLong: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof table;

/** Events have 200 bytes where nothing else is said. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = table;
export const scenarioNames = Object.keys(table) as ScenarioName[];
