import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, say } from '../scripts/project.ts';
import { describeMachine } from './figures.ts';
import { select } from './select.ts';

/** Every bench is a process of its own: what one leaves behind in memory is no matter of the next. */
const titles = {
  fanout: 'From a post to many listeners, compared',
  watch: 'From a save to who listens, compared',
  startup: 'The extension starts',
  log: 'The durable log, and replay',
  delivery: 'Webhooks, and a target that is down',
  panel: 'The panel under a flood',
  audio: 'The microphone',
} as const;

type Bench = keyof typeof titles;
/** They print Markdown and can be quick; the others print text. */
const comparing: readonly Bench[] = ['fanout', 'watch'];

const resultsPath = join(import.meta.dirname, 'RESULTS.md');
const names = Object.keys(titles) as Bench[];

/** Runs all benches, or those of `--only`; a quick run is of the fan-out, in two minutes. A whole run, or `--write`, goes into RESULTS.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const isWhole = values.only === undefined && !values.quick;
  // Before anything is written, which would make it dirty.
  const commit = execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { cwd: root, encoding: 'utf8' }).trim();
  for (const bench of select('bench', names, values.only ?? (values.quick ? 'fanout' : names.join()))) {
    const heading = headingOf(bench, `${commit}${values.quick ? ', quick' : ''}`);
    say(`\n${heading}\n`);
    const output = await run(bench, values.quick && comparing.includes(bench) ? ['--quick'] : []);
    if (output !== undefined && (isWhole || values.write)) writeSection(bench, `${heading}\n\n${output}`);
  }
}

function headingOf(bench: Bench, run: string): string {
  const load = loadavg().map((value) => value.toFixed(2));
  const date = new Date().toISOString().slice(0, 10);
  return `## ${titles[bench]}\n\n${date}, commit ${run}. ${describeMachine()}. Load average before: ${load.join(', ')}.`;
}

/** Shows what a bench prints and answers it as Markdown; undefined when the bench failed, which is no end of the others. */
async function run(bench: Bench, parameters: readonly string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${bench}.ts`), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) {
    fail(new Error(`The bench "${bench}" ended with ${signal ?? code}.`));
    return undefined;
  }
  return comparing.includes(bench) ? output.trim() : `\`\`\`\n${output.trim()}\n\`\`\``;
}

/** Replaces the section of a bench between its marks; what stands outside of marks was written by hand and stays. */
function writeSection(bench: Bench, text: string): void {
  const [start, end] = [`<!-- ${bench} -->`, `<!-- end of ${bench} -->`];
  const section = `${start}\n${text}\n${end}\n`;
  const old = existsSync(resultsPath) ? readFileSync(resultsPath, 'utf8') : '# What was measured\n';
  const [before = '', rest] = old.split(start);
  const after = rest?.split(`${end}\n`)[1];
  writeFileSync(resultsPath, after === undefined ? `${old}\n${section}` : before + section + after);
}

try {
  await main();
} catch (error) {
  fail(error);
}
