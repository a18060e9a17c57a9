import { median } from '../figures.ts';
import { table, verdict } from '../table.ts';
import { type Bound, type Claim, claims, type Round } from './claims.ts';
import type { Figures } from './load.ts';
import { type PeerName, peers } from './peers.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';

type Column = readonly [title: string, figure: keyof Omit<Figures, 'faults'>, digits: number];

/** Of the scenarios that have no load. */
const columnsOf: Readonly<Partial<Record<ScenarioName, readonly Column[]>>> = {
  start: [['start, ms', 'startMs', 0]],
  rest: [
    ['for, s', 'restSeconds', 0],
    ['CPU, % of a core', 'restPercent', 3],
  ],
  idle: [
    ['without subscribers, MB', 'baseMb', 1],
    ['KB for each', 'kbPerSubscriber', 1],
  ],
};
const loadColumns: readonly Column[] = [
  ['events/s', 'eventsPerSecond', 0],
  ['deliveries/s', 'deliveriesPerSecond', 0],
  ['p50, ms', 'p50Ms', 2],
  ['p99, ms', 'p99Ms', 2],
  ['CPU µs/event', 'cpuUsPerEvent', 1],
  ['CPU µs/delivery', 'cpuUsPerDelivery', 2],
  ['peak MB', 'peakMb', 0],
  ['generator', 'generatorShare', 2],
];

/** One table for a scenario: medians over the rounds, and ratios to Nchan in the same round. Undefined when nothing was measured. */
export function scenarioTable(name: ScenarioName, rounds: readonly Round[]): string | undefined {
  const names = scenarios[name].peers.filter((peer) => rounds.some((round) => round[name]?.[peer]));
  if (names.length === 0) return undefined;
  const columns = columnsOf[name] ?? loadColumns;
  const hasRatio = columns === loadColumns && names.length > 1;
  const titles = ['peer', ...columns.map(([title]) => title), ...(hasRatio ? ['deliveries to Nchan', 'CPU to Nchan'] : []), 'checks'];
  const rows = names.map((peer) => {
    const all = rounds.flatMap((round) => round[name]?.[peer] ?? []);
    const cells = columns.map(([, figure, digits]) =>
      number(median(all.map((figures) => figures[figure]).filter(Number.isFinite)), digits),
    );
    return [peers[peer].title, ...cells, ...(hasRatio ? ratiosToNchan(name, peer, rounds) : []), faultsIn(all)];
  });
  return `**${scenarios[name].title}**\n\n${table(titles, rows)}`;
}

/** The second one is hardly disturbed by what else the machine does. */
function ratiosToNchan(name: ScenarioName, peer: PeerName, rounds: readonly Round[]): readonly string[] {
  return (['deliveriesPerSecond', 'cpuUsPerDelivery'] as const).map((figure) => {
    const of = (round: Round, one: PeerName) => round[name]?.[one]?.[figure] ?? Number.NaN;
    return spread(rounds.map((round) => of(round, peer) / of(round, 'nchan')));
  });
}

function faultsIn(all: readonly Figures[]): string {
  const bad = all.filter(({ faults }) => faults !== '');
  return bad.length === 0 ? 'clean' : `${bad.length} of ${all.length}: ${bad[0]?.faults}`;
}

/** Of all runs of ours, each kind once; empty when every check was clean. */
export function faultsOfOurs(rounds: readonly Round[]): ReadonlySet<string> {
  return new Set(rounds.flatMap((round) => Object.values(round).flatMap(({ hub }) => hub?.faults || [])));
}

/** What is promised, and whether it holds: the median over the rounds, every run of ours clean. */
export function claimsTable(rounds: readonly Round[]): string {
  const unclean = faultsOfOurs(rounds);
  const rows = claims.map((claim) => {
    const values = rounds.map(claim.value).filter(Number.isFinite);
    return [claim.text, `${spread(values)} ${claim.unit}`, ...verdictsOn(claim, median(values), unclean.size === 0)];
  });
  const checks = unclean.size === 0 ? 'Every check of every run of ours was clean.' : `**Not clean:** ${[...unclean].join('; ')}.`;
  return `${table(['claim', 'median (min … max)', 'must', '', 'aim', ''], rows)}\n\n${checks}`;
}

function verdictsOn({ must, aim }: Claim, value: number, isClean: boolean): readonly string[] {
  return [must, aim].flatMap((bound) => (bound ? [bound.text, verdictOn(bound, value, isClean)] : ['', '']));
}

function verdictOn(bound: Bound, value: number, isClean: boolean): string {
  if (Number.isNaN(value)) return 'not measured';
  return verdict(isClean && bound.holds(value));
}

function spread(values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return '–';
  const middle = number(median(known), 2);
  return known.length === 1 ? middle : `${middle} (${number(Math.min(...known), 2)} … ${number(Math.max(...known), 2)})`;
}

function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) : '–';
}
