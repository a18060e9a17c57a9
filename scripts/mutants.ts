import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { run as runTests } from 'node:test';
import { guards } from '../test/attacks/table/guards.ts';
import { CONTROL, matrix } from '../test/attacks/table/matrix.ts';
import { type Mutant, mutants } from '../test/attacks/table/mutants.ts';
import { fail, node, root, say } from './project.ts';

/** What a copy of the repository does without. */
const left = new Set(['node_modules', 'dist', '.git', '.cache', 'test-results']);
const FILE_TIMEOUT_MS = 10 * 60_000;

/** Takes each guard away, in a copy, and wants every attack that it stops to succeed: `npm run mutants [-- guard…]`. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(guards, name));
  if (unknown !== undefined) throw new Error(`There is no guard "${unknown}". There are: ${Object.keys(guards).join(', ')}.`);
  const copy = await copyRepository();
  const problems: string[] = [];
  try {
    for (const [guard, list] of Object.entries(mutants)) {
      if (names.length === 0 || names.includes(guard)) problems.push(...(await judgeGuard(copy, guard, list)));
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  say('\nEvery attack is noticed when its guard is gone.');
}

async function copyRepository(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'dev-sync-mutants-'));
  const filter = (path: string) => !left.has(relative(root, path).split(sep)[0] ?? '');
  await cp(root, copy, { recursive: true, filter });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Every mutant must turn something red, and all of them together everything that the guard stops. */
async function judgeGuard(copy: string, guard: string, list: readonly Mutant[]): Promise<string[]> {
  const attacks = matrix.flatMap((one) => one.attacks).flatMap((attack) => (attack.guard === guard ? attack.name : []));
  const noticed = new Set<string>();
  const problems: string[] = [];
  for (const mutant of list) {
    const red = await judgeMutant(copy, mutant, attacks).catch((error: Error) => {
      problems.push(`${guard}: ${error.message}`);
      return [];
    });
    for (const name of red) noticed.add(name);
    say(
      `${red.length > 0 ? '✔' : '✖'} ${guard.padEnd(16)} ${String(red.length).padStart(3)} of ${String(attacks.length).padEnd(3)} red  ${mutant.file}`,
    );
  }
  const missed = attacks.filter((name) => !noticed.has(name));
  return [...problems, ...missed.map((name) => `${guard}: "${name}" does not notice it`)];
}

/** Names of the attacks that succeed against this mutant. */
async function judgeMutant(copy: string, { file, find, replace }: Mutant, attacks: readonly string[]): Promise<readonly string[]> {
  const path = join(copy, 'src', file);
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not have this once: ${find}`);
  try {
    await writeFile(
      path,
      text.replace(find, () => replace),
    );
    await node(['esbuild.mjs', '--only=hub,capture,client'], { cwd: copy, quiet: true });
    const red = await redOf(copy, [CONTROL, ...attacks]);
    if (red.includes(CONTROL)) throw new Error(`${file} without this takes nothing any more: ${find}`);
    if (red.length === 0) throw new Error(`Nothing notices that ${file} is without this: ${find}`);
    return red;
  } finally {
    await writeFile(path, text);
  }
}

async function redOf(copy: string, names: readonly string[]): Promise<readonly string[]> {
  const files = [join(copy, 'test/attacks/attackMatrix.test.ts')];
  const testNamePatterns = names.map((name) => new RegExp(`^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`));
  const ended = new Set<string>();
  const red: string[] = [];
  const stream = runTests({ files, cwd: copy, testNamePatterns, timeout: FILE_TIMEOUT_MS });
  stream.on('test:pass', ({ name }) => ended.add(name));
  stream.on('test:fail', ({ name }) => {
    ended.add(name);
    if (names.includes(name)) red.push(name);
  });
  for await (const _event of stream);
  const lost = names.find((name) => !ended.has(name));
  if (lost !== undefined) throw new Error(`"${lost}" did not run`);
  return red;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
