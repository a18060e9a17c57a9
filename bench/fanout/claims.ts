import type { Figures } from './load.ts';
import type { PeerName } from './peers.ts';
import type { ScenarioName } from './scenarios.ts';

/** What one round came to: the figures of each peer in each scenario. */
export type Round = Partial<Record<ScenarioName, Partial<Record<PeerName, Figures>>>>;

/** What is promised of a round. A claim that has no bound of a kind leaves it out. */
export type Claim = {
  readonly text: string;
  readonly unit: string;
  readonly must?: Bound;
  readonly aim?: Bound;
  /** NaN when the round did not measure it. */
  value(round: Round): number;
};

export type Bound = { readonly text: string; holds(value: number): boolean };

type Sample = (round: Round) => number;

const of =
  (scenario: ScenarioName, peer: PeerName, figure: keyof Omit<Figures, 'faults'>): Sample =>
  (round) => {
    const figures = round[scenario]?.[peer];
    // A peer that lost events did not do the work that it is compared by.
    return figures && (peer === 'hub' || figures.faults === '') ? figures[figure] : Number.NaN;
  };
const ratio =
  (value: Sample, baseline: Sample): Sample =>
  (round) =>
    value(round) / baseline(round);
const difference =
  (value: Sample, baseline: Sample): Sample =>
  (round) =>
    value(round) - baseline(round);
/** The hub's figure over that of a peer in the same round. */
const versus = (scenario: ScenarioName, peer: PeerName, figure: keyof Omit<Figures, 'faults'>): Sample =>
  ratio(of(scenario, 'hub', figure), of(scenario, peer, figure));

const atLeast = (limit: number): Bound => ({ text: `≥ ${limit}`, holds: (value) => value >= limit });
const atMost = (limit: number): Bound => ({ text: `≤ ${limit}`, holds: (value) => value <= limit });

export const claims: readonly Claim[] = [
  claim('deliveries/s, 10 subscribers, to Nchan', versus('s10', 'nchan', 'deliveriesPerSecond'), [atLeast(0.8), atLeast(1.7)]),
  claim('deliveries/s, 100 subscribers, to Nchan', versus('s100', 'nchan', 'deliveriesPerSecond'), [atLeast(3.5), atLeast(5)]),
  claim('deliveries/s, 1,000 subscribers, to Nchan', versus('s1000', 'nchan', 'deliveriesPerSecond'), [atLeast(9), atLeast(30)]),
  claim('deliveries/s, 100 subscribers, to naive Express', versus('s100', 'naive', 'deliveriesPerSecond'), [atLeast(10), atLeast(20)]),
  claim('deliveries/s, 100 subscribers, to better-sse', versus('s100', 'betterSse', 'deliveriesPerSecond'), [atLeast(10), atLeast(20)]),
  claim(
    'events/s in posts of 20, 10 subscribers, to single posts at Nchan',
    ratio(of('batch', 'hub', 'eventsPerSecond'), of('s10', 'nchan', 'eventsPerSecond')),
    [atLeast(1.2), atLeast(2)],
  ),
  claim('200 events/s, 100 subscribers: p99 to Nchan', versus('paced', 'nchan', 'p99Ms'), [atMost(3), atMost(1)]),
  claim('8 KB events at 200/s: p99 to Nchan', versus('large', 'nchan', 'p99Ms'), [atMost(1)]),
  claim('8 KB events at 200/s: p99', of('large', 'hub', 'p99Ms'), [undefined, atMost(1)], 'ms'),
  claim(
    'one subscriber that never reads: p99 of the others, with to without',
    ratio(of('sleeper', 'hub', 'p99Ms'), of('flood', 'hub', 'p99Ms')),
    [atMost(1.2)],
  ),
  // Half of what was sent to it: were nothing let go of, all of that would be held, but for what the kernel takes.
  claim(
    'one subscriber that never reads: peak memory with, less peak without',
    difference(of('sleeper', 'hub', 'peakMb'), of('flood', 'hub', 'peakMb')),
    [atMost(10)],
    'MB',
  ),
  claim('burst of 100,000 events to one subscriber: lost', of('burst', 'hub', 'lost'), [atMost(0)], ''),
  claim('memory of an idle subscriber, of 1,000', of('idle', 'hub', 'kbPerSubscriber'), [undefined, atMost(20)], 'KB'),
  claim(
    'memory without subscribers, more than bare node:http',
    difference(of('idle', 'hub', 'baseMb'), of('idle', 'bare', 'baseMb')),
    [atMost(35)],
    'MB',
  ),
  // By CPU time, which others on the machine hardly disturb.
  claim(
    'CPU of an event, 10 subscribers: 100,000 events in the log, to none',
    ratio(of('l100000', 'hub', 'cpuUsPerEvent'), of('l0', 'hub', 'cpuUsPerEvent')),
    [],
  ),
  claim('CPU without subscribers and events', of('rest', 'hub', 'restPercent'), [atMost(0.1)], '% of a core'),
  claim('start to the first answered post, to bare node:http', versus('start', 'bare', 'startMs'), [atMost(1.4)]),
];

function claim(text: string, value: Sample, [must, aim]: readonly (Bound | undefined)[], unit = '×'): Claim {
  return { text, value, unit, ...(must && { must }), ...(aim && { aim }) };
}
