import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { HubOptions } from '../../src/server/index.ts';
import { defaultRetention, type HubState } from '../../src/shared/api.ts';
import { openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

test('in Restricted Mode the workspace neither starts the hub nor chooses its port and targets, but a person can start it', async () => {
  const port = await quietPort();
  const workspacePort = await quietPort();
  await using workspace = await tempWorkspace({
    '.vscode/settings.json': JSON.stringify({
      'devSync.autoStart': true,
      'devSync.port': workspacePort,
      'devSync.webhooks.targets': [{ url: 'https://hooks.example.com' }],
      'devSync.webhooks.incomingSecret': 'of-the-workspace',
      'devSync.watch.enabled': false,
      'devSync.log.maxEvents': 100,
    }),
  });
  const settings = { 'devSync.port': port };
  await using editor = await openEditor({ folder: workspace.path, trust: true, settings });
  await editor.page.locator('[id="status.workspaceTrust"]').waitFor();
  assert.match(await untilStatus(editor, 'Dev Sync'), /is off/);
  await editor.runCommand('Dev Sync: Start');
  assert.doesNotMatch(await untilStatus(editor, `is on at http://localhost:${port}`), /hooks\.example\.com/);
  const state = JSON.parse(await readFile(join(editor.host.stateHome, `dev-sync/hubs/${port}.json`), 'utf8')) as HubState;
  const { webhooks, retention } = state.options as HubOptions;
  assert.deepEqual([webhooks.targets, webhooks.incomingSecret], [undefined, undefined]);
  assert.equal(retention.maxEvents, defaultRetention.maxEvents);
});

test('a wrong setting of a workspace is no link in the message that names it', async () => {
  const wrong = '[Fix this setting](command:workbench.action.files.newUntitledFile)';
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.watch.enabled': wrong }) });
  await using editor = await openEditor({ folder: workspace.path, settings: { 'devSync.port': await quietPort() } });
  await editor.runCommand('Dev Sync: Start');
  const warning = await editor.notification('devSync.watch.enabled is "[Fix this setting] (command:');
  assert.equal(await warning.locator('.notification-list-item-message a').count(), 0);
});
