import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '../../src/shared/api.ts';
import { type TempWorkspace, tempWorkspace } from '../../test/support/tempWorkspace.ts';
import { until } from '../../test/support/until.ts';
import { median, quantile } from '../figures.ts';
import { printTable, ratio, verdict } from '../table.ts';
import { calm, memoryOf, watchesOf } from './process.ts';
import { BASELINE, createEar, follow, type OpenWatcher, OURS, type Watcher } from './watchers.ts';

export type Size = {
  readonly rounds: number;
  /** Folders at the bottom, each with 20 files. */
  readonly parts: number;
  /** Files that are written in one go. */
  readonly changes: number;
};

const FILES = 20;
const PARTS_PER_PACKAGE = 50;
const POLL_MS = 20;
const POSTS_MS = 2000;
const WRITERS = 16;
const BURST_MS = 30_000;

/** The watchers take turns by the round, another one goes first in each. @returns how many changes ours did not tell */
export async function benchLargeFolder(present: readonly Watcher[], size: Size): Promise<number> {
  await using folder = await tempWorkspace();
  const files = await fill(folder, size.parts);
  const entries = present.map((watcher): Entry => ({ watcher, runs: [] }));
  const posts: Posts = { before: [], meanwhile: [] };
  for (let round = 0; round < size.rounds; round++) {
    for (const index of entries.keys()) {
      const entry = entries[(index + round) % entries.length];
      entry?.runs.push(await run(entry.watcher, folder.path, spread(files, size.changes), posts));
    }
  }
  printScans(`${files.length} files in ${size.parts} folders`, entries);
  printPosts(posts);
  const bursts = entries.map((entry) => toBurstFigures(entry, size.changes));
  printBursts(`Burst of ${size.changes} changes`, bursts);
  return bursts.find(({ title }) => title === OURS)?.missing ?? 0;
}

type Entry = { readonly watcher: Watcher; readonly runs: Run[] };
type Run = { readonly scan: Scan; readonly burst: Burst };
/** `watched`: the kernel reports all folders; `over`: the process has come to rest. Both in ms. */
type Scan = { readonly watched: number; readonly over: number; readonly now: number; readonly peak: number };
type Burst = { readonly ms: number; readonly missing: number; readonly events: number };
/** In ms, from a post to when it was seen on another stream of the hub. */
type Posts = { readonly before: number[]; readonly meanwhile: number[] };

async function fill({ path }: TempWorkspace, parts: number): Promise<readonly string[]> {
  const files: string[] = [];
  for (let part = 0; part < parts; part++) {
    const folder = `package-${Math.floor(part / PARTS_PER_PACKAGE)}/src/part-${part}`;
    await mkdir(join(path, folder), { recursive: true });
    for (let index = 0; index < FILES; index++) files.push(`${folder}/file-${index}.ts`);
  }
  await writeAll(path, files, 'export const before = 1;\n');
  return files;
}

async function writeAll(path: string, files: readonly string[], text: string): Promise<void> {
  const queue = files.values();
  const write = async () => {
    for (const file of queue) await writeFile(join(path, file), text);
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

/** As many of them, from one end to the other. */
function spread(files: readonly string[], count: number): readonly string[] {
  const step = files.length / count;
  return Array.from({ length: count }, (_, index) => files[Math.floor(index * step)] ?? '');
}

async function run(watcher: Watcher, path: string, changed: readonly string[], posts: Posts): Promise<Run> {
  const ear = createEar();
  await using open = await watcher.open(path, ear.hear);
  if (open.url) posts.before.push(...(await postUntil(open.url, sleep(POSTS_MS))));
  const scanAt = performance.now();
  const scanning = startScan(watcher, open, folderCount(changed));
  if (open.url) posts.meanwhile.push(...(await postUntil(open.url, scanning)));
  const watched = (await scanning) - scanAt;
  // A scan may go on behind the last watch, of which the kernel says nothing.
  const over = Math.max(watched, (await calm(open.pid())) - scanAt);
  const scan = { watched, over, ...memoryOf(open.pid()) };
  ear.counts.clear();
  return { scan, burst: await measureBurst(path, changed, ear.counts, () => calm(open.pid())) };
}

async function measureBurst(
  path: string,
  changed: readonly string[],
  counts: ReadonlyMap<string, number>,
  rest: () => Promise<unknown>,
): Promise<Burst> {
  const startedAt = performance.now();
  await writeAll(path, changed, `export const after = ${Math.random()};\n`);
  const isComplete = () => changed.every((file) => counts.has(file));
  const endedAt = await until(() => isComplete() && performance.now(), 'the whole burst', BURST_MS).catch(() => Number.NaN);
  // What it says twice it says before it rests.
  await rest();
  const missing = changed.filter((file) => !counts.has(file)).length;
  const events = changed.reduce((sum, file) => sum + (counts.get(file) ?? 0), 0);
  return { ms: Number(endedAt) - startedAt, missing, events };
}

/** The folders at the bottom, those above them, and the root. */
function folderCount(files: readonly string[]): number {
  const folders = files.flatMap((file) => {
    const parts = file.split('/');
    return parts.map((_, depth) => parts.slice(0, depth).join('/'));
  });
  return new Set(folders).size;
}

/** @returns when all folders were watched */
async function startScan({ title }: Watcher, open: OpenWatcher, folders: number): Promise<number> {
  await open.watch();
  const label = `all ${folders} folders watched by ${title}`;
  await until(async () => watchesOf(open.pid()) >= folders || (await sleep(POLL_MS)), label, BURST_MS);
  return performance.now();
}

/** One post after the other, until that has settled. */
async function postUntil(url: string, end: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void end.finally(() => {
    isOver = true;
  });
  let seen = () => {};
  const latencies: number[] = [];
  const close = await follow(url, 'bench.post', () => seen());
  while (!isOver) {
    const next = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const startedAt = performance.now();
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"event_type":"bench.post"}' };
    const { ok } = await fetch(url + routes.webhook, init);
    if (!ok) throw new Error('The hub refused a post');
    await next;
    latencies.push(performance.now() - startedAt);
  }
  close();
  return latencies;
}

function printScans(heading: string, entries: readonly Entry[]): void {
  const figures = entries.map(({ watcher, runs }) => {
    const of = (field: keyof Scan) => median(runs.map(({ scan }) => scan[field]));
    return { title: watcher.title, over: of('over'), others: [of('watched'), of('now'), of('peak')] };
  });
  const baseline = figures.find(({ title }) => title === BASELINE)?.over;
  const rows = figures.map(({ title, over, others }) => [
    title,
    over.toFixed(0),
    ratio(over, baseline),
    ...others.map((value) => value.toFixed(0)),
  ]);
  printTable([heading, 'scanned, ms', 'ratio', 'all watched, ms', 'MB then', 'MB at the peak'], rows);
}

function printPosts({ before, meanwhile }: Posts): void {
  const row = (title: string, latencies: readonly number[]) => [
    title,
    String(latencies.length),
    ...[0.5, 0.99, 1].map((share) => quantile(latencies, share).toFixed(1)),
    ratio(quantile(latencies, 0.99), quantile(before, 0.99)),
  ];
  const head = ['Post to the hub → seen on a stream, ms', 'posts', 'p50', 'p99', 'max', 'p99 ratio'];
  printTable(head, [row('before', before), row('while it scans', meanwhile)]);
}

type BurstFigures = { readonly title: string; readonly ms: number; readonly missing: number; readonly perChange: number };

function toBurstFigures({ watcher, runs }: Entry, changes: number): BurstFigures {
  return {
    title: watcher.title,
    ms: median(runs.map(({ burst }) => burst.ms)),
    missing: runs.reduce((sum, { burst }) => sum + burst.missing, 0),
    perChange: runs.reduce((sum, { burst }) => sum + burst.events, 0) / (changes * runs.length),
  };
}

function printBursts(heading: string, figures: readonly BurstFigures[]): void {
  const baseline = figures.find(({ title }) => title === BASELINE)?.ms;
  const rows = figures.map(({ title, ms, missing, perChange }) => [
    title,
    Number.isNaN(ms) ? 'never' : ms.toFixed(0),
    ratio(ms, baseline),
    perChange.toFixed(2),
    String(missing),
    title === OURS ? verdict(missing === 0) : '',
  ]);
  printTable([heading, 'first write → last heard, ms', 'ratio', 'events per change', 'lost', 'aim: none lost'], rows);
}
