import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tempWorkspace } from '../../test/support/tempWorkspace.ts';
import { until } from '../../test/support/until.ts';
import { quantile } from '../figures.ts';
import { printTable, ratio, verdict } from '../table.ts';
import { calm, watchesOf } from './process.ts';
import { BASELINE, createEar, OURS, type Watcher } from './watchers.ts';

const FILES = 20;
/** Saves do not fall together with a rhythm of a watcher. */
const LONGEST_PAUSE_MS = 20;
/** What is aimed at, from a save to who listens. */
const AIM = { p50: 15, p99: 60 };
/** 2 KB, in which the saves differ. */
const LINES = 100;

type Write = (path: string, text: string) => Promise<void>;

/** As editors do it. */
const ways: Readonly<Record<string, Write>> = {
  'written in place': (path, text) => writeFile(path, text),
  'written beside it and renamed': async (path, text) => {
    await writeFile(`${path}~`, text);
    await rename(`${path}~`, path);
  },
};

/** The watchers take turns by the save, each with a small folder of its own. @returns how many saves ours did not tell */
export async function benchSaves(present: readonly Watcher[], saves: number): Promise<number> {
  let lost = 0;
  for (const [way, write] of Object.entries(ways)) {
    await using stack = new AsyncDisposableStack();
    const savers: Saver[] = [];
    for (const watcher of present) savers.push(stack.use(await openSaver(watcher)));
    // The first round warms up and does not count.
    for (let round = 0; round <= saves; round++) {
      for (const saver of savers) await saver.save(round, write);
    }
    for (const saver of savers) await saver.calm();
    printSaves(`${saves} saves, ${way}: → heard, ms`, savers, saves);
    for (const { title, latencies } of savers) lost += title === OURS ? saves - latencies.length : 0;
  }
  return lost;
}

type Saver = AsyncDisposable & {
  readonly title: string;
  /** In ms, of those that were heard. */
  readonly latencies: number[];
  save(round: number, write: Write): Promise<void>;
  /** Resolves when it has said all, also what it says twice. */
  calm(): Promise<unknown>;
  /** How many events there were about the files that were saved. */
  heard(): number;
};

async function openSaver(watcher: Watcher): Promise<Saver> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempWorkspace());
  await mkdir(join(folder.path, 'src'));
  for (let index = 0; index < FILES; index++) await writeFile(join(folder.path, fileName(index)), 'before');
  const ear = createEar();
  const open = stack.use(await watcher.open(folder.path, ear.hear));
  await open.watch();
  await until(() => watchesOf(open.pid()) >= 2, `the watch of ${watcher.title}`);
  await calm(open.pid());
  const owned = stack.move();
  const latencies: number[] = [];
  const save = async (round: number, write: Write) => {
    await sleep(Math.random() * LONGEST_PAUSE_MS);
    const file = fileName(round);
    const heard = ear.next(file);
    const startedAt = performance.now();
    await write(join(folder.path, file), `${round}: what is saved\n`.repeat(LINES));
    const heardAt = await heard;
    if (heardAt !== undefined && round > 0) latencies.push(heardAt - startedAt);
  };
  const heard = () => [...ear.counts].reduce((sum, [path, count]) => (path.endsWith('.ts') ? sum + count : sum), 0);
  return { title: watcher.title, latencies, save, calm: () => calm(open.pid()), heard, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function fileName(round: number): string {
  return `src/file-${round % FILES}.ts`;
}

function printSaves(heading: string, savers: readonly Saver[], saves: number): void {
  const baseline = savers.find(({ title }) => title === BASELINE)?.latencies;
  const rows = savers.map(({ title, latencies, heard }) => {
    const shares = [0.5, 0.99, 1].map((share) => quantile(latencies, share).toFixed(1));
    const holds = quantile(latencies, 0.5) <= AIM.p50 && quantile(latencies, 0.99) <= AIM.p99 && latencies.length === saves;
    const compared = ratio(quantile(latencies, 0.5), baseline && quantile(baseline, 0.5));
    return [
      title,
      ...shares,
      compared,
      (heard() / (saves + 1)).toFixed(2),
      String(saves - latencies.length),
      title === OURS ? verdict(holds) : '',
    ];
  });
  printTable(
    [heading, 'p50', 'p99', 'max', 'p50 ratio', 'events per save', 'lost', `aim: p50 ≤ ${AIM.p50}, p99 ≤ ${AIM.p99}, none lost`],
    rows,
  );
}
