import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../scripts/project.ts';
import { routes } from '../src/shared/api.ts';
import type { AudioBackend } from '../src/shared/listening.ts';
import { type ListeningHub, serveListening } from '../test/audio/listeningHub.ts';
import { openLevels } from '../test/support/openLevels.ts';
import { openStream } from '../test/support/openStream.ts';
import { childrenOf, commandLineOf } from '../test/support/processes.ts';
import { type Pulse, startPulse } from '../test/support/pulse.ts';
import { until } from '../test/support/until.ts';
import { sine } from '../test/support/wav.ts';
import { median } from './figures.ts';

/** What listening costs, and how late it is. Ratios are against a baseline of the same run. */
const BACKENDS: readonly AudioBackend[] = ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg'];
const ONSETS = 25;
const CPU_MS = 10_000;
const CRASHES = 5;
const RELEASES = 5;
/** A sound that is over this is the one that we made. */
const ONSET_DB = -40;
const CHUNK_MS = 10;
const chunkOf = (dbfs: number) => Buffer.from(sine({ dbfs, seconds: CHUNK_MS / 1000 }).buffer);

async function main(): Promise<void> {
  await using pulse = await startPulse();
  say('Sound written → seen, ms                       min  median    max   ratio to parec');
  const baseline = await measureParec(pulse);
  say(row('parec alone, in this process', baseline));
  for (const backend of BACKENDS) {
    await using hub = await serveListening(pulse, ['--audio-backend', backend]);
    const latencies = await measureHub(pulse, hub);
    say(`${row(`${backend} → /api/listen/levels`, latencies)}${(median(latencies) / median(baseline)).toFixed(2).padStart(10)}`);
  }

  say(`\nCPU of one core over ${CPU_MS / 1000} s, %                capture    hub   ratio of capture to naudiodon alone`);
  const alone = await cpuOfBareNaudiodon(pulse);
  say(`${'naudiodon alone, 20 ms blocks'.padEnd(40)}${alone.toFixed(2).padStart(12)}`);
  for (const backend of BACKENDS) {
    await using hub = await serveListening(pulse, ['--audio-backend', backend]);
    await hub.start();
    const [capture = 0, own = 0] = await cpuOf([hub.capturePid(), hub.pid]);
    say(`${backend.padEnd(40)}${capture.toFixed(2).padStart(12)}${own.toFixed(2).padStart(7)}${(capture / alone).toFixed(2).padStart(10)}`);
  }

  say('\nCapture process killed → levels again, ms      min  median    max');
  await using hub = await serveListening(pulse, ['--audio-backend', 'naudiodon']);
  say(row('naudiodon', await measureCrashes(hub)));
  await hub.stop();

  say('\nLet go of → microphone free, ms                min  median    max');
  say(row('stop', await measureReleases(pulse, hub, () => hub.stop())));
  say(row('the window that started it closes', await measureWindows(pulse, hub)));
}

type Writer = AsyncDisposable & {
  /** Plays a short tone, and answers when its first samples were written, Unix milliseconds. */
  beep(): Promise<number>;
};

/** Plays silence without a pause, so that a tone meets a stream that runs. */
async function startWriter({ env }: Pulse): Promise<Writer> {
  const parameters = ['--raw', '--format=float32le', '--rate=48000', '--channels=1', '--latency-msec=10'];
  const child = spawn('pacat', parameters, { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
  const [silence, tone] = [chunkOf(Number.NEGATIVE_INFINITY), chunkOf(-6)];
  let loudChunks = 0;
  let onWritten: ((at: number) => void) | undefined;
  const timer = setInterval(() => {
    child.stdin.write(loudChunks-- > 0 ? tone : silence);
    if (loudChunks < 0) return;
    onWritten?.(Date.now());
    onWritten = undefined;
  }, CHUNK_MS);
  await sleep(500);
  return {
    beep() {
      loudChunks = 5;
      return new Promise((resolve) => {
        onWritten = resolve;
      });
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await end(child);
    },
  };
}

async function measureHub(pulse: Pulse, hub: ListeningHub): Promise<number[]> {
  await hub.start();
  await using levels = await openLevels(hub.url);
  await using writer = await startWriter(pulse);
  // Awaited here, or levels and writer would end before the measurement.
  return await measureOnsets(writer, (since) => {
    const index = levels.frames.findIndex(({ rmsDb }, at) => rmsDb > ONSET_DB && (levels.arrivals[at] ?? 0) >= since);
    return levels.arrivals[index];
  });
}

/** What the sound server itself needs: another recorder that looks at its own input. */
async function measureParec(pulse: Pulse): Promise<number[]> {
  const parameters = ['--raw', '--format=float32le', '--rate=48000', '--channels=1', '--latency-msec=10'];
  const child = spawn('parec', parameters, { env: { ...process.env, ...pulse.env }, stdio: ['ignore', 'pipe', 'ignore'] });
  const loud: number[] = [];
  child.stdout.on('data', (bytes: Buffer) => {
    if (isLoud(bytes)) loud.push(Date.now());
  });
  await using writer = await startWriter(pulse);
  const latencies = await measureOnsets(writer, (since) => loud.find((at) => at >= since));
  await end(child);
  return latencies;
}

function isLoud(bytes: Buffer): boolean {
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) if (Math.abs(bytes.readFloatLE(offset)) > 0.05) return true;
  return false;
}

async function measureOnsets(writer: Writer, seenAt: (since: number) => number | undefined): Promise<number[]> {
  const latencies: number[] = [];
  for (let onset = 0; onset < ONSETS; onset++) {
    // Silence, for longer than the window of the meter, and never in step with the blocks.
    await sleep(300 + Math.random() * 40);
    const writtenAt = await writer.beep();
    latencies.push((await until(() => seenAt(writtenAt), 'the tone')) - writtenAt);
  }
  return latencies;
}

async function measureCrashes(hub: ListeningHub): Promise<number[]> {
  const gaps: number[] = [];
  await hub.start();
  await using levels = await openLevels(hub.url);
  for (let crash = 0; crash < CRASHES; crash++) {
    // Longer than a capture must run to count as well again.
    await sleep(2500);
    const killedAt = Date.now();
    process.kill(hub.capturePid(), 'SIGKILL');
    gaps.push((await until(() => levels.arrivals.find((at) => at > killedAt + 50), 'levels after the crash')) - killedAt);
  }
  return gaps;
}

/** @param release what a person does to be heard no more */
async function measureReleases(pulse: Pulse, hub: ListeningHub, release: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < RELEASES; count++) {
    await hub.start();
    times.push(await timeToFree(pulse, release));
  }
  return times;
}

async function measureWindows(pulse: Pulse, hub: ListeningHub): Promise<number[]> {
  const headers = { Authorization: `Bearer ${await hub.token()}` };
  const times: number[] = [];
  for (let count = 0; count < RELEASES; count++) {
    const window = `bench-${count}`;
    const stream = await openStream(hub.url, { query: `?client=window&window=${window}`, headers });
    const body = JSON.stringify({ window });
    await fetch(hub.url + routes.listenStart, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body });
    times.push(await timeToFree(pulse, () => stream.close()));
  }
  return times;
}

async function timeToFree(pulse: Pulse, release: () => Promise<unknown>): Promise<number> {
  if ((await pulse.recorders()).length === 0) throw new Error('Nothing listens');
  const startedAt = performance.now();
  await release();
  await until(async () => (await pulse.recorders()).length === 0, 'a free microphone');
  return performance.now() - startedAt;
}

async function cpuOfBareNaudiodon({ env }: Pulse): Promise<number> {
  const child = fork(`${import.meta.dirname}/bareNaudiodon.ts`, [], { env: { ...process.env, ...env }, silent: true });
  const [percent = 0] = await cpuOf([child.pid ?? 0]);
  child.kill();
  return percent;
}

/** Percent of one core for each process, after a second to settle. */
async function cpuOf(pids: readonly number[]): Promise<number[]> {
  await sleep(1000);
  const before = pids.map(cpuMs);
  const startedAt = performance.now();
  await sleep(CPU_MS);
  const elapsed = performance.now() - startedAt;
  return pids.map((pid, index) => (100 * (cpuMs(pid) - (before[index] ?? 0))) / elapsed);
}

/** User and system time of a process and the tool that it runs, from ticks of 10 ms. */
function cpuMs(pid: number): number {
  const tools = commandLineOf(pid).includes('capture.js') ? childrenOf(pid) : [];
  return [pid, ...tools].reduce((sum, one) => sum + ownCpuMs(one), 0);
}

function ownCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function row(label: string, values: readonly number[]): string {
  const numbers = [Math.min(...values), median(values), Math.max(...values)];
  return label.padEnd(42) + numbers.map((value) => value.toFixed(0).padStart(8)).join('');
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill();
  await ended;
}

await main();
