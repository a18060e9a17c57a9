import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openEditor } from '../support/editor.ts';
import { startEditorHost } from '../support/editorHost.ts';
import { healthOf, untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

test('"Use My Own" asks for a port where both workspaces chose the same one, and the window that lost its hub is told', async () => {
  const port = await quietPort();
  const own = await quietPort();
  const settings = JSON.stringify({ 'devSync.port': port });
  const workspace = await tempWorkspace({ 'shop/.vscode/settings.json': settings, 'api/.vscode/settings.json': settings });
  const host = await startEditorHost();
  const open = (folder: string) => openEditor({ folder: `${workspace.path}/${folder}`, host });
  const [shop, api] = [await open('shop'), await open('api')];
  await using stack = new AsyncDisposableStack();
  for (const part of [workspace, host, api, shop]) stack.defer(() => part.dispose());

  await shop.runCommand('Dev Sync: Start');
  await untilStatus(shop, `is on at http://localhost:${port}`);
  await api.runCommand('Dev Sync: Start');
  await untilStatus(api, `joined to the hub of "shop"`);
  await (await api.notification('Joined the hub of "shop"')).getByRole('button', { name: 'Use My Own' }).click();
  const input = api.page.locator('.quick-input-widget input.input');
  await input.fill('70000');
  await api.page.getByText('It must be a whole number from 0 to 65535').waitFor();
  await api.screenshot('own-port');
  await input.fill(String(own));
  await input.press('Enter');
  await untilStatus(api, `is on at http://localhost:${own}`);
  assert.notEqual((await healthOf(`http://localhost:${own}`)).pid, (await healthOf(`http://localhost:${port}`)).pid);

  const state = await readFile(join(host.stateHome, `dev-sync/hubs/${port}.json`), 'utf8');
  const { token } = JSON.parse(state) as { token: string };
  await fetch(`http://localhost:${port}/dev/shutdown`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  await shop.notification('The hub was stopped by another window or program.');
});
