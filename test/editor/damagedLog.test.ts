import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from '../support/editor.ts';
import { healthOf, postEvent, untilStatus } from '../support/hubInEditor.ts';
import { untilRow } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The file of the log is damaged while the hub is off. The steps build on each other. */
const MESSAGE = 'The file of the event log is damaged';

let workspace: TempWorkspace;
let editor: Editor;
let url: string;
let path: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port }) });
  editor = await openEditor({ folder: workspace.path });
  await start();
  path = (await healthOf(url)).log.path ?? '';
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
  await writeFile(path, 'This is no database. '.repeat(1000));
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
});

async function start(): Promise<void> {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
}

const messages = async () => (await editor.notifications()).filter(({ text }) => text.includes(MESSAGE));

test('the hub is on all the same, with one message and a warning in status bar and panel', async () => {
  await start();
  await untilStatus(editor, MESSAGE);
  await (await editor.notification(MESSAGE)).getByRole('button', { name: 'Restart' }).waitFor();
  await postEvent(url, 'in.memory');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'in.memory');
  await (await editor.panelFrame()).locator('.banner').filter({ hasText: MESSAGE }).waitFor();
  await editor.screenshot('log-damaged');
  assert.deepEqual(
    (await messages()).map(({ severity }) => severity),
    ['warning'],
  );
  assert.equal((await healthOf(url)).log.persistent, false);
});

test('a window reload warns in the status bar, without the message', async () => {
  await editor.reload();
  await untilStatus(editor, MESSAGE);
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'in.memory');
  assert.deepEqual(await messages(), []);
});

test('a restart begins a new log, and keeps the damaged file beside it', async () => {
  await (await editor.panelFrame()).getByRole('button', { name: 'Restart' }).click();
  await until(async () => (await healthOf(url)).log.persistent, 'a log on the disk', 20_000);
  await (await editor.panelFrame()).locator('.banner').waitFor({ state: 'detached' });
  assert.ok((await readdir(dirname(path))).some((file) => /^dev-sync\.damaged-.*\.db$/.test(file)));
});
