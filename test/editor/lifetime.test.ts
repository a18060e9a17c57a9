import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from '../support/editor.ts';
import { type EditorHost, startEditorHost } from '../support/editorHost.ts';
import { healthOf, untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The hub waits 15 s for the next window. */
const LINGER_TIMEOUT_MS = 30_000;

let host: EditorHost;
let workspace: TempWorkspace;
let url: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.autoStart': true }) });
  host = await startEditorHost();
});

after(async () => {
  await host.dispose();
  await workspace.dispose();
});

async function openWithHub(): Promise<{ readonly editor: Editor; readonly hubPid: number }> {
  const editor = await openEditor({ folder: workspace.path, host });
  await untilStatus(editor, `is on at ${url}`);
  return { editor, hubPid: (await healthOf(url)).pid };
}

const untilGone = (pid: number) => until(() => !isAlive(pid), `the end of process ${pid}`, LINGER_TIMEOUT_MS);

test('a workspace with autoStart brings the hub on by itself, and a reload finds it again when the extension host was killed', async () => {
  const { editor, hubPid } = await openWithHub();
  process.kill(await editor.extensionHostPid(), 'SIGKILL');
  await editor.reload();
  await untilStatus(editor, `is on at ${url}`);
  assert.equal((await healthOf(url)).pid, hubPid);
  await editor.dispose();
});

test('the hub is gone 15 s after the last window was closed', async () => {
  const { editor, hubPid } = await openWithHub();
  await editor.dispose();
  assert.ok(isAlive(hubPid), 'it waits for a window that comes back');
  await untilGone(hubPid);
  await assert.rejects(healthOf(url));
});

test('the hub is gone 15 s after its window was closed whose extension host had been killed', async () => {
  const { editor, hubPid } = await openWithHub();
  // The editor starts the host of an installed extension again, unless its window is gone by then.
  process.kill(await editor.extensionHostPid(), 'SIGKILL');
  await editor.dispose();
  await untilGone(hubPid);
});

test('a hub that was stopped stays off', async () => {
  const { editor, hubPid } = await openWithHub();
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
  await untilGone(hubPid);
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
  assert.notEqual((await healthOf(url)).pid, hubPid);
  await editor.dispose();
});
