import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEditor } from '../support/editor.ts';
import { freePort, untilStatus } from '../support/hubInEditor.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

test('in Restricted Mode the workspace neither starts the hub nor chooses its port, but a person can start it', async () => {
  const port = await freePort();
  const workspacePort = await freePort();
  await using workspace = await tempWorkspace({
    '.vscode/settings.json': JSON.stringify({ 'devSync.autoStart': true, 'devSync.port': workspacePort }),
  });
  await using editor = await openEditor({ folder: workspace.path, mode: 'development', trust: true, settings: { 'devSync.port': port } });
  await editor.page.locator('[id="status.workspaceTrust"]').waitFor();
  assert.match(await untilStatus(editor, 'Dev Sync'), /is off/);
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at http://localhost:${port}`);
});
