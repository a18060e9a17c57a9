import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_PORT } from '../../../src/shared/api.ts';
import { type Editor, openEditor } from '../../support/editor.ts';
import { type EditorHost, startEditorHost } from '../../support/editorHost.ts';
import { healthOf, holdPort, untilStatus } from '../../support/hubInEditor.ts';
import { quietPort } from '../../support/ports.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';

let host: EditorHost;

/** Toasts are shown only where the extension is installed. */
before(async () => {
  host = await startEditorHost({ mode: 'as-users-have-it' });
});

after(() => host.dispose());

const untilToast = (editor: Editor, words: string) =>
  until(async () => (await editor.notifications()).find(({ text }) => text.includes(words)), `the message "${words}"`, 20_000);

test('the default port gives way to the next free one, with one message', async () => {
  await using _stranger = await holdPort(DEFAULT_PORT);
  await using workspace = await tempWorkspace({ 'a.txt': '' });
  await using editor = await openEditor({ folder: workspace.path, host });
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `:${DEFAULT_PORT + 1}`);
  await untilToast(editor, `Port ${DEFAULT_PORT} is taken by another program, so Dev Sync is on at http://localhost:${DEFAULT_PORT + 1}.`);
  assert.equal((await healthOf(`http://localhost:${DEFAULT_PORT + 1}`)).name, 'dev-sync');
  await editor.screenshot('toast-port-moved');
  await editor.runCommand('Dev Sync: Stop');
});

test('a chosen port that is taken is an error that says what to do, and Start works when the port is free', async () => {
  await using stranger = await holdPort(await quietPort());
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': stranger.port }) });
  await using editor = await openEditor({ folder: workspace.path, host });
  await editor.runCommand('Dev Sync: Start');
  const toast = await untilToast(editor, `Port ${stranger.port} is taken`);
  assert.equal(toast.severity, 'error');
  assert.match(toast.text, /another program, \w+ \(process \d+\)\. Stop that program or choose another port/);
  await untilStatus(editor, `Port ${stranger.port} is taken`);
  await editor.screenshot('toast-port-in-use');
  await stranger.leave();
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at http://localhost:${stranger.port}`);
  await editor.runCommand('Dev Sync: Stop');
});

test('the first Start asks once whether to start with this workspace', async () => {
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': await quietPort() }) });
  await using editor = await openEditor({ folder: workspace.path, host });
  await editor.runCommand('Dev Sync: Start');
  const toast = await editor.notification('Dev Sync is on at');
  await toast.getByRole('button', { name: 'Start with This Workspace' }).click();
  await until(
    async () => (await workspace.read('.vscode/settings.json')).includes('"devSync.autoStart": true'),
    'autoStart in the settings',
  );
  await editor.runCommand('Dev Sync: Restart');
  await untilStatus(editor, 'is on at');
  assert.equal(await editor.page.getByRole('button', { name: 'Start with This Workspace' }).count(), 0);
  await editor.runCommand('Dev Sync: Stop');
});
