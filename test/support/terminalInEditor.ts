import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Editor } from './editor.ts';
import type { TempWorkspace } from './tempWorkspace.ts';
import { until } from './until.ts';

let outputs = 0;

/** Types a line into the terminal that is shown; answers what it wrote. */
export async function runInTerminal({ page }: Editor, workspace: TempWorkspace, line: string): Promise<string> {
  const file = join(workspace.path, `terminal-${++outputs}.txt`);
  const input = page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  await until(async () => (await input.count()) > 0, 'a terminal');
  await input.focus();
  // It takes no text while it waits for a key to come up, as that which opened the palette did elsewhere.
  await page.keyboard.press('Shift');
  await page.keyboard.insertText(`OUT=${file}; (${line}) > $OUT.part 2>&1; mv $OUT.part $OUT`);
  await page.keyboard.press('Enter');
  return await until(() => readFile(file, 'utf8'), `what "${line}" says`, 30_000);
}

/** The same in a terminal that is opened for it. */
export async function runInNewTerminal(editor: Editor, workspace: TempWorkspace, line: string): Promise<string> {
  await editor.runCommand('Terminal: Create New Terminal');
  return await runInTerminal(editor, workspace, line);
}
