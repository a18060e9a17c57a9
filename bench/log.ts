import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { node, say } from '../scripts/project.ts';
import { type HistoryAnswer, routes } from '../src/shared/api.ts';
import { type KillableHub, startKillableHub } from '../test/support/killableHub.ts';
import { median, quantile } from './figures.ts';
import { type Job, type JobResult, STAMP } from './logClient.ts';

/** What the durable log costs, and what replay costs the others. Ratios are against a baseline of the same run. */
const FULL = 100_000;
const REPLAYS = 5;
/** What a log has that is nearly empty, and how many of them a subscriber comes back for. */
const FEW = 2000;
const MISSED = 500;
const ROUNDS = 7;
const STARTS = 7;
const LIVE_MS = 5000;
const SLOW_MS = 30_000;
const SAMPLE_MS = 10;
const BATCH = 100;

async function main(): Promise<void> {
  await node(['esbuild.mjs', '--production', '--only=hub,capture'], { quiet: true });
  await benchReplay();
  await benchReturn();
  await benchThroughput();
  await benchSlowSubscriber();
  await benchStart();
}

async function benchReplay(): Promise<void> {
  await using durable = await startFull();
  await using memory = await startFull({ isInMemory: true });
  const rows = [
    { name: 'durable log, events counted', hub: durable, parses: false, rates: [] as number[] },
    { name: 'memory log, events counted', hub: memory, parses: false, rates: [] as number[] },
    { name: 'durable log, by eventsource-parser', hub: durable, parses: true, rates: [] as number[] },
  ];
  const stop = sampleMemory(durable.pid());
  for (let round = 0; round < REPLAYS; round++) {
    for (const { hub, parses, rates } of rows) rates.push(await replay(hub, parses));
  }
  const megabytes = stop();
  heading(`Replay of ${FULL} events, events/s`, 'ratio to memory   aim');
  const baseline = median(rows[1]?.rates ?? []);
  for (const { name, rates } of rows) say(`${row(name, rates)}${ratio(median(rates) / baseline)}${aim(name, '150000')}`);
  say(
    `hub with the durable log: ${megabytes[0]?.toFixed(0)} MB before, ${Math.max(...megabytes).toFixed(0)} MB at the peak of the replays`,
  );
  await benchLiveDuringReplay(durable);
}

function aim(name: string, text: string): string {
  return name.startsWith('durable') ? text.padStart(12) : '';
}

async function replay({ port }: KillableHub, parses: boolean): Promise<number> {
  const { seconds } = await runJob({ kind: 'replay', port, events: FULL, parses });
  return FULL / seconds;
}

/** What a subscriber that was away for a moment waits for, whatever else is in the log. */
async function benchReturn(): Promise<void> {
  await using full = await startFull();
  await using nearlyEmpty = await startFull({}, FEW);
  const times = { nearlyEmpty: [] as number[], full: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.nearlyEmpty.push(await returnTime(nearlyEmpty));
    times.full.push(await returnTime(full));
  }
  heading(`Back with a last id → the ${MISSED} since then, ms`, `ratio to ${FEW}`);
  say(row(`${FEW} events in the log`, times.nearlyEmpty));
  say(`${row(`${FULL} events in the log`, times.full)}${ratio(median(times.full) / median(times.nearlyEmpty))}`);
}

async function returnTime({ url, port }: KillableHub): Promise<number> {
  const response = await fetch(`${url}${routes.history}?limit=${MISSED + 1}`);
  const { prev } = (await response.json()) as HistoryAnswer;
  if (prev === null) throw new Error('The log is too short');
  const { seconds } = await runJob({ kind: 'replay', port, events: MISSED, parses: false, after: prev });
  return seconds * 1000;
}

async function benchLiveDuringReplay(hub: KillableHub): Promise<void> {
  const live: Job = { kind: 'pace', port: hub.port, body: stampedEvent(), everyMs: 2, ms: LIVE_MS, readers: 1 };
  const alone = await runJob(live);
  let isLive = true;
  let replays = 0;
  const replaying = async () => {
    for (; isLive; replays++) await replay(hub, false);
  };
  const others = replaying();
  const during = await runJob(live);
  isLive = false;
  await others;
  heading('Live event sent → seen on another stream, ms', 'ratio to alone', ['p50', 'p99', 'max']);
  say(latencyRow('alone', alone.latencies));
  say(latencyRow(`during ${replays} replays, one after the other`, during.latencies, alone.latencies));
}

async function benchThroughput(): Promise<void> {
  await using durable = await startKillableHub();
  await using memory = await startKillableHub({ isInMemory: true });
  const single = JSON.stringify(event(0));
  const batch = JSON.stringify(Array.from({ length: BATCH }, (_, n) => event(n)));
  const loads = [
    { name: 'single posts, 8 publishers', events: 1, job: { kind: 'post', connections: 8, body: single, posts: 8000 } },
    { name: `batches of ${BATCH}, 1 publisher`, events: BATCH, job: { kind: 'post', connections: 1, body: batch, posts: 300 } },
    { name: `batches of ${BATCH}, 8 publishers`, events: BATCH, job: { kind: 'post', connections: 8, body: batch, posts: 300 } },
  ] as const;
  heading('Throughput, events/s', 'ratio to memory   aim');
  for (const { name, events, job } of loads) {
    const measure = async ({ port }: KillableHub) => (events * job.posts) / (await runJob({ ...job, port })).seconds;
    const rates = await interleave({ memory: () => measure(memory), durable: () => measure(durable) });
    const ratios = rates.durable.map((rate, round) => rate / (rates.memory[round] ?? Number.NaN));
    say(row(`memory log, ${name}`, rates.memory));
    say(`${row(`durable log, ${name}`, rates.durable)}${ratio(median(ratios))}${'0.75'.padStart(12)}`);
  }
}

/** The first round warms up and does not count. */
async function interleave<Name extends string>(measures: Readonly<Record<Name, () => Promise<number>>>): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= ROUNDS; round++) {
    // Each of them goes first as often as the other.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await measures[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return values;
}

async function benchSlowSubscriber(): Promise<void> {
  const without: Flooded = { latencies: [], megabytes: [], cutOffs: [] };
  const slow: Flooded = { latencies: [], megabytes: [], cutOffs: [] };
  // Each of them goes first once.
  for (const run of [without, slow, slow, without]) await measureUnderFlood(run, run === slow);
  heading(`Event → seen by 5 others, 5 MB/s for ${SLOW_MS / 1000} s, ms`, 'ratio to without', ['p50', 'p99', 'max']);
  say(latencyRow('without a slow subscriber', without.latencies));
  say(latencyRow('with one that reads nothing', slow.latencies, without.latencies));
  heading('Memory of the hub meanwhile, MB', 'ratio to without');
  say(row('without a slow subscriber', without.megabytes));
  say(`${row('with one that reads nothing', slow.megabytes)}${ratio(Math.max(...slow.megabytes) / Math.max(...without.megabytes))} (max)`);
  say(slow.cutOffs.join('\n') || 'THE SLOW SUBSCRIBER WAS NOT CUT OFF');
}

/** What was measured in all runs of a kind. */
type Flooded = { readonly latencies: number[]; readonly megabytes: number[]; readonly cutOffs: string[] };

async function measureUnderFlood(flooded: Flooded, isSlow: boolean): Promise<void> {
  await using hub = await startKillableHub();
  const { port } = hub;
  using _sleeper = isSlow ? openSleeper(port) : undefined;
  const stop = sampleMemory(hub.pid());
  const pad = 'x'.repeat(1000);
  const flood = JSON.stringify(Array.from({ length: BATCH }, (_, n) => ({ event_type: 'flood', data: { n, pad } })));
  const [{ latencies }] = await Promise.all([
    runJob({ kind: 'pace', port, body: stampedEvent(), everyMs: 5, ms: SLOW_MS, readers: 5 }),
    runJob({ kind: 'pace', port, body: flood, everyMs: 20, ms: SLOW_MS, readers: 0 }),
  ]);
  flooded.latencies.push(...latencies);
  flooded.megabytes.push(...stop());
  flooded.cutOffs.push(...(await hub.words()).split('\n').filter((line) => line.includes('slow subscriber')));
}

/** A subscriber that never reads. */
function openSleeper(port: number): Disposable {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.pause();
  socket.write(`GET ${routes.events} HTTP/1.0\r\nHost: localhost\r\n\r\n`);
  return { [Symbol.dispose]: () => socket.destroy() };
}

async function benchStart(): Promise<void> {
  await using full = await startFull();
  await using empty = await startKillableHub();
  const times = { empty: [] as number[], full: [] as number[] };
  for (let round = 0; round < STARTS; round++) {
    times.empty.push(await timeToFirstAnswer(empty));
    times.full.push(await timeToFirstAnswer(full));
  }
  heading('Started after a kill → first 200, ms', 'ratio to empty');
  say(row('empty log', times.empty));
  say(`${row(`log with ${FULL} events`, times.full)}${ratio(median(times.full) / median(times.empty))}`);
}

async function timeToFirstAnswer(hub: KillableHub): Promise<number> {
  await hub.kill();
  const startedAt = performance.now();
  await hub.start();
  const { ok } = await fetch(hub.url + routes.health);
  if (!ok) throw new Error('The hub does not answer');
  return performance.now() - startedAt;
}

/** A hub whose log is as full as it may be, or has as many events as are said. */
async function startFull(options: { readonly isInMemory?: boolean } = {}, events = FULL): Promise<KillableHub> {
  const hub = await startKillableHub(options);
  const body = JSON.stringify(Array.from({ length: 1000 }, (_, n) => event(n)));
  await runJob({ kind: 'post', port: hub.port, connections: 1, body, posts: events / 1000 });
  return hub;
}

/** About as large as events of a dev server are. */
function event(n: number): object {
  return {
    event_type: 'frontend.rendered',
    source: 'shop',
    data: { n, path: 'src/components/Cart.tsx', durationMs: 12.5, text: 'x'.repeat(60) },
  };
}

function stampedEvent(): string {
  return JSON.stringify({ event_type: 'live', data: { sentAt: 'STAMP' } }).replace('"STAMP"', STAMP);
}

async function runJob(job: Job): Promise<JobResult> {
  const child = fork(join(import.meta.dirname, 'logClient.ts'));
  child.send(job);
  const [result] = (await Promise.race([once(child, 'message'), failed(child)])) as [JobResult];
  return result;
}

async function failed(child: ReturnType<typeof fork>): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`A client ended with ${signal ?? code}`);
}

/** Watches the memory of a process until it is stopped. In MB; on Linux only, elsewhere NaN. */
function sampleMemory(pid: number): () => readonly number[] {
  const samples = [rssOf(pid)];
  const timer = setInterval(() => samples.push(rssOf(pid)), SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return samples;
  };
}

function rssOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}

function heading(title: string, last: string, columns: readonly string[] = ['min', 'median', 'max']): void {
  say(`\n${title.padEnd(48)}${columns.map((column) => column.padStart(10)).join('')}   ${last}`);
}

function row(label: string, values: readonly number[]): string {
  return (
    label.padEnd(48) + [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(0).padStart(10)).join('')
  );
}

function latencyRow(label: string, values: readonly number[], baseline?: readonly number[]): string {
  const shares = [0.5, 0.99, 1];
  const numbers = shares.map((share) => quantile(values, share).toFixed(2).padStart(10)).join('');
  const ratios = baseline ? shares.slice(0, 2).map((share) => (quantile(values, share) / quantile(baseline, share)).toFixed(2)) : [];
  return `${label.padEnd(48)}${numbers}   ${ratios.join(' / ')}`;
}

function ratio(value: number): string {
  return value.toFixed(2).padStart(10);
}

await main();
