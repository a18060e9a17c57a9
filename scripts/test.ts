import { globSync, rmSync } from 'node:fs';
import { access, chmod, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { builtTarball } from './npmPackage.ts';
import { builtUniversalVsix, builtVsix, packageNpm, packageVsix } from './package.ts';
import { fail, node, npm, root, say } from './project.ts';
import { ensureSystemPackages, isForThisSystem, type Tool } from './systemPackages.ts';
import { addCounts, type Counts, isFailure, summary } from './testCounts.ts';
import { arePackagesGiven } from './testedPackages.ts';

/** A hang ends as a failure of its file. */
const FILE_TIMEOUT_MS = 10 * 60_000;
const memoryDisk = '/dev/shm';
/** Enough for the profiles of all browsers and editors. In a container the disk often has 64 MiB. */
const MEMORY_DISK_BYTES = 2 * 2 ** 30;

type Suite = {
  readonly glob: string;
  readonly concurrency: number;
  readonly needs: readonly Tool[];
  /** Where the name says too little. */
  readonly title?: string;
  readonly env?: Readonly<Record<string, string>>;
};
type Part = { readonly name: string; run(): Promise<Counts | undefined> };
type Result = { readonly name: string; readonly seconds: number; readonly counts: Counts | undefined };

const suites: Readonly<Record<string, Suite>> = {
  // Not `true`, which leaves one core idle.
  unit: { glob: 'test/unit/**/*.test.ts', concurrency: availableParallelism(), needs: [] },
  integration: { glob: 'test/{integration,attacks}/**/*.test.ts', concurrency: 2, needs: [] },
  // A sound server keeps time, which others at work on the same cores would take from it.
  audio: { glob: 'test/audio/**/*.test.ts', concurrency: 1, needs: ['pulse', 'ffmpeg'] },
  webview: { glob: 'test/webview/**/*.test.ts', concurrency: 2, needs: ['chromium'] },
  // Starting VS Code takes all the cores there are.
  editor: { glob: 'test/editor/**/*.test.ts', concurrency: 1, needs: ['chromium', 'pulse'] },
  // Those in test/editor/asUsers have the package in any case.
  vsix: {
    glob: 'test/editor/*.test.ts',
    concurrency: 1,
    needs: ['chromium', 'pulse'],
    title: 'editor, packaged',
    env: { DEV_SYNC_TESTED: 'vsix' },
  },
};

let missing: readonly Tool[] = [];

/** Runs the named suites with what they need, or everything there is; stops at the first part that fails. */
async function main(names: readonly string[]): Promise<number> {
  const results: Result[] = [];
  await keepTemporaryFilesInMemory();
  for (const part of selectParts(names)) {
    const result = await runPart(part);
    results.push(result);
    if (isFailure(result.counts)) break;
  }
  const total = results.reduce((sum, { counts }) => addCounts(sum, counts), { passed: 0, failed: 0, skipped: 0 });
  say(`\n${results.map(row).join('\n')}`);
  if (missing.length > 0) say(`\n!! NOT EVERYTHING WAS TESTED: no ${missing.join(', no ')} here. See "system packages" above.`);
  say(`\n${summary(total)}`);
  return isFailure(total) ? 1 : 0;
}

/** Databases and browser profiles wait for a real disk more than they work. */
async function keepTemporaryFilesInMemory(): Promise<void> {
  if (process.platform !== 'linux' || process.env.TMPDIR !== undefined || !(await isMemoryDiskFit())) return;
  const folder = await mkdtemp(join(memoryDisk, 'ds-'));
  // Programs that became another user pass through it.
  await chmod(folder, 0o755);
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

async function isMemoryDiskFit(): Promise<boolean> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  const flags = mounts.findLast(([, place]) => place === memoryDisk)?.[3]?.split(',');
  // Some tests run programs that they wrote there.
  if (!flags || flags.includes('noexec')) return false;
  const { bavail, bsize } = await statfs(memoryDisk);
  return bavail * bsize >= MEMORY_DISK_BYTES;
}

function selectParts(names: readonly string[]): Part[] {
  const unknown = names.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined) throw new Error(`There is no suite "${unknown}". There are: ${Object.keys(suites).join(', ')}.`);
  const chosen = Object.entries(suites).filter(([name]) => names.length === 0 || names.includes(name));
  const tests = chosen.map(([name, suite]) => ({ name: suite.title ?? name, run: () => runSuite(suite) }));
  if (names.length === 0) return [systemPackages, check, build, ...tests];
  return names.some((name) => name !== 'unit') ? [systemPackages, build, ...tests] : tests;
}

const systemPackages: Part = {
  name: 'system packages',
  async run() {
    missing = await ensureSystemPackages();
    return undefined;
  },
};

const check: Part = {
  name: 'check',
  async run() {
    await npm(['run', '--silent', 'check']);
    return undefined;
  },
};

const build: Part = {
  name: 'build',
  async run() {
    await rm(join(root, 'test-results'), { recursive: true, force: true });
    if (arePackagesGiven) await Promise.all([builtVsix, builtUniversalVsix, builtTarball].map((path) => access(path)));
    else await makePackages();
    await node(['esbuild.mjs']);
    return undefined;
  },
};

async function makePackages(): Promise<void> {
  await packageVsix(builtVsix);
  await packageVsix(builtUniversalVsix, 'universal');
  await packageNpm(dirname(builtTarball));
}

async function runPart({ name, run }: Part): Promise<Result> {
  say(`\n━━ ${name} ━━`);
  const startedAt = performance.now();
  const counts = await run().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  });
  return { name, seconds: (performance.now() - startedAt) / 1000, counts };
}

async function runSuite({ glob, concurrency, needs, env }: Suite): Promise<Counts | undefined> {
  const foreign = needs.filter((tool) => !isForThisSystem(tool));
  if (foreign.length > 0) {
    say(`Not for this system: it needs ${foreign.join(' and ')}.`);
    return undefined;
  }
  const absent = needs.filter((tool) => missing.includes(tool));
  if (absent.length > 0) {
    say(`SKIPPED as a whole: it needs ${absent.join(' and ')}.`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const files = globSync(glob, { cwd: root }).map((file) => join(root, file));
  if (files.length === 0) throw new Error(`No tests match ${glob}.`);
  return countTests(files, concurrency, env);
}

/** A file that crashed or has no tests leaves no summary of its own, and counts as a failure. */
async function countTests(files: readonly string[], concurrency: number, env: Suite['env']): Promise<Counts> {
  const silent = new Set(files);
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  let isSuccess = false;
  const stream = runTests({ files, concurrency, cwd: root, timeout: FILE_TIMEOUT_MS, env: { ...process.env, ...env } });
  stream.on('test:summary', ({ file, success, counts: { tests, passed, skipped, todo } }) => {
    if (file === undefined) {
      isSuccess = success;
      return;
    }
    silent.delete(file);
    counts = addCounts(counts, { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo });
  });
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
  for (const file of silent) say(`✖ ${file} did not report its tests.`);
  counts = addCounts(counts, { passed: 0, failed: silent.size, skipped: 0 });
  return isSuccess || counts.failed > 0 ? counts : addCounts(counts, { passed: 0, failed: 1, skipped: 0 });
}

function row({ name, seconds, counts }: Result): string {
  const mark = isFailure(counts) ? '✖' : counts?.skipped ? '○' : '✔';
  return `${mark} ${name.padEnd(16)}${seconds.toFixed(1).padStart(7)} s   ${counts ? summary(counts) : ''}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
