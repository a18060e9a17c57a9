import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root, run } from '../../scripts/project.ts';
import { findOnPath } from '../../scripts/systemPackages.ts';
import { aptHint } from '../installed.ts';
import type { RunningPeer } from './runningPeer.ts';

/** What the generator does to a peer: publishes `events` of them or for `seconds`, and checks every subscriber's stream. */
export type Load = {
  readonly subscribers: number;
  readonly publishers: number;
  readonly events?: number;
  readonly seconds?: number;
  /** Before anything counts. */
  readonly warmSeconds?: number;
  /** Posts a second, whether the peer keeps up or not; as fast as the answers come when absent. */
  readonly rate?: number;
  readonly bytes?: number;
  /** Events in a post. */
  readonly batch?: number;
  /** Subscribers beside the others that never read. */
  readonly slow?: number;
  /** In which all must have arrived, if that may take longer than elsewhere. */
  readonly timeoutSeconds?: number;
};

/** What one run came to; NaN where it does not measure that. */
export type Figures = {
  readonly startMs: number;
  /** Resident before anybody subscribed, and its peak under load. MB are 10^6 bytes, KB 10^3. */
  readonly baseMb: number;
  readonly peakMb: number;
  readonly kbPerSubscriber: number;
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerEvent: number;
  readonly cpuUsPerDelivery: number;
  /** Near 1 the generator is what limits, not the peer. */
  readonly generatorShare: number;
  readonly lost: number;
  /** CPU time of all threads when nobody asked anything, and for how long that was. */
  readonly restPercent: number;
  readonly restSeconds: number;
  /** What was not as it should be; empty when every subscriber had every event once and in order. */
  readonly faults: string;
};

/** Of a run that had no load, or failed. */
export const unmeasured: Figures = {
  ...{ startMs: Number.NaN, baseMb: Number.NaN, peakMb: Number.NaN, kbPerSubscriber: Number.NaN },
  ...{ eventsPerSecond: Number.NaN, deliveriesPerSecond: Number.NaN, p50Ms: Number.NaN, p99Ms: Number.NaN },
  ...{ cpuUsPerEvent: Number.NaN, cpuUsPerDelivery: Number.NaN, generatorShare: Number.NaN, lost: Number.NaN },
  ...{ restPercent: Number.NaN, restSeconds: Number.NaN, faults: '' },
};

const source = join(import.meta.dirname, 'loadgen.c');
const program = join(root, '.cache/bench/loadgen');
/** In this time all that was published must have arrived, unless a load says otherwise. */
const TIMEOUT_S = 10;
/** How long idle subscribers are left in peace before memory is looked at. */
const HOLD_S = 0.5;

/** Compiles the generator unless that was done. @returns what to install when it cannot be */
export async function buildGenerator(): Promise<string | undefined> {
  if (!findOnPath('gcc')) return aptHint('gcc', 'libc6-dev');
  mkdirSync(dirname(program), { recursive: true });
  const builtAt = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (builtAt < statSync(source).mtimeMs) await run('gcc', ['-O2', '-Wall', '-o', program, source]);
  return undefined;
}

/** @throws Error when the generator itself failed, with its words */
export async function runLoad({ port, pid, startMs }: RunningPeer, load: Load): Promise<Figures> {
  const parameters = ['--port', port, '--pid', pid, ...parametersOf(load)].map(String);
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [report, words] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!report) throw new Error(words.trim() || 'The generator said nothing.');
  return { ...unmeasured, startMs, ...toFigures(JSON.parse(report) as Report) };
}

function parametersOf({ subscribers, publishers, events, seconds, warmSeconds, rate, bytes, batch, slow, timeoutSeconds }: Load) {
  const values = {
    ...{ subs: subscribers, pubs: publishers, events, duration: seconds, 'warm-duration': warmSeconds, rate, bytes, slow, batch },
    timeout: timeoutSeconds ?? TIMEOUT_S,
    ...(events === 0 && { hold: HOLD_S }),
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** As the generator prints it. */
type Report = Readonly<
  Record<
    | 'subs'
    | 'elapsed_s'
    | 'gen_cpu_s'
    | 'pub_per_s'
    | 'del_per_s'
    | 'lat_p50_us'
    | 'lat_p99_us'
    | 'cpu_us_per_event'
    | 'cpu_s_per_100k_del'
    | 'rss_start_kb'
    | 'rss_subs_kb'
    | 'rss_peak_kb'
    | 'lost'
    | 'gaps'
    | 'dups'
    | 'http_errors'
    | 'subs_closed',
    number
  > &
    Record<'same_order' | 'timed_out', boolean>
>;

function toFigures(report: Report): Omit<Figures, 'startMs' | 'restPercent' | 'restSeconds'> {
  return {
    baseMb: (report.rss_start_kb * 1024) / 1e6,
    peakMb: (report.rss_peak_kb * 1024) / 1e6,
    kbPerSubscriber: ((report.rss_subs_kb - report.rss_start_kb) * 1024) / 1e3 / report.subs,
    eventsPerSecond: report.pub_per_s,
    deliveriesPerSecond: report.del_per_s,
    p50Ms: report.lat_p50_us / 1000,
    p99Ms: report.lat_p99_us / 1000,
    cpuUsPerEvent: report.cpu_us_per_event,
    cpuUsPerDelivery: report.cpu_s_per_100k_del * 10,
    generatorShare: report.gen_cpu_s / report.elapsed_s,
    lost: report.lost,
    faults: faultsOf(report),
  };
}

function faultsOf(report: Report): string {
  const counts = (['lost', 'gaps', 'dups', 'http_errors', 'subs_closed'] as const).filter((name) => report[name] !== 0);
  return [
    ...counts.map((name) => `${report[name]} ${name.replace('_', ' ')}`),
    ...(report.same_order ? [] : ['not one order']),
    ...(report.timed_out ? ['timed out'] : []),
  ].join(', ');
}
