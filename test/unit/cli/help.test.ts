import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';

/** What a terminal of 80 columns shows. */
function helpOf(command: Command): string {
  let text = '';
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text.trimEnd();
}

function withPath(command: Command, path = command.name()): readonly (readonly [string, Command])[] {
  return [[path, command], ...command.commands.flatMap((each) => withPath(each, `${path} ${each.name()}`))];
}

function assertFits(text: string): void {
  const lines = text.split('\n');
  assert.ok(lines.length <= 24, `${lines.length} lines:\n${text}`);
  for (const line of lines) assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
}

for (const [path, command] of withPath(createProgram())) {
  test(`the help of ${path} fits a screen`, () => assertFits(helpOf(command)));
}

test('serve has a second screen for the rest of its options, and each option is on one of the two', async () => {
  const program = createProgram();
  const serve = program.commands.find((command) => command.name() === 'serve');
  assert.ok(serve);
  const first = helpOf(serve);
  await assert.rejects(program.parseAsync(['node', 'dev-sync', 'serve', '--help-more']), { code: 'commander.help', exitCode: 0 });
  const second = helpOf(serve);
  assertFits(second);
  for (const { flags } of serve.options) assert.equal(first.includes(`  ${flags} `), !second.includes(`  ${flags} `), flags);
});
