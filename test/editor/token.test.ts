import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import type { HubOptions } from '../../src/server/index.ts';
import type { HubState } from '../../src/shared/api.ts';
import { cliPath } from '../support/cli.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { healthOf, postEvent, untilStatus } from '../support/hubInEditor.ts';
import { orderOf, untilRow } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { runInNewTerminal } from '../support/terminalInEditor.ts';
import { until } from '../support/until.ts';

/** The token as a person meets it: in terminals, and when it is replaced. The steps build on each other. */
let port: number;
let url: string;
let workspace: TempWorkspace;
let editor: Editor;
/** Of the hub before the token was replaced. */
let old: HubState;

before(async () => {
  port = await quietPort();
  url = `http://localhost:${port}`;
  workspace = await tempWorkspace();
  const settings = { 'devSync.port': port, 'devSync.limits.perOriginPerSecond': 321 };
  editor = await openEditor({ folder: workspace.path, settings });
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
});

async function stateOfHub(): Promise<HubState> {
  return JSON.parse(await readFile(join(editor.host.stateHome, `dev-sync/hubs/${port}.json`), 'utf8')) as HubState;
}

const run = (line: string) => runInNewTerminal(editor, workspace, line);
const variables = () => run('echo "[$DEV_SYNC_URL] [$DEV_SYNC_TOKEN]"');

test('while the hub is off, terminals know nothing of it', async () => {
  await untilStatus(editor, 'is off');
  assert.equal(await variables(), '[] []\n');
});

test('the limit of posts of a page is told to the hub', async () => {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
  assert.equal(((await stateOfHub()).options as HubOptions).perOriginPerSecond, 321);
});

test('a new terminal knows the address and the token of the hub', async () => {
  old = await stateOfHub();
  assert.equal(await variables(), `[${url}] [${old.token}]\n`);
});

test('dev-sync in such a terminal finds the hub by that alone', async () => {
  const line = `HOME=/dev/null XDG_STATE_HOME=/dev/null "${process.execPath}" "${cliPath()}" send from.terminal`;
  assert.match(await run(line), /^Event from\.terminal broadcasted to 0 subscribers\n$/);
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'from.terminal', 'cli');
});

/** Asks for another token, and answers the question. */
async function rotate(button: 'Rotate Token' | 'Cancel'): Promise<void> {
  await editor.runCommand('Dev Sync: Rotate Token');
  const dialog = editor.page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  if (button === 'Rotate Token') await editor.screenshot('rotate-token');
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('Rotate Token asks first, and nothing changes without a yes', async () => {
  await rotate('Cancel');
  assert.deepEqual(await stateOfHub(), old);
  assert.equal((await healthOf(url)).pid, old.pid);
});

test('after a yes the hub is on at the same port with another token, and the old one is refused', async () => {
  await rotate('Rotate Token');
  const { token, dataDir } = await until(
    async () => ((now) => (now.token === old.token ? undefined : now))(await stateOfHub()),
    'another token',
    20_000,
  );
  assert.equal(dataDir, old.dataDir);
  await untilStatus(editor, `is on at ${url}`);
  const watch = { window: 'w', folders: [], include: [], exclude: [] };
  await assert.rejects(createHubClient({ url, token: old.token }).watch(watch), { code: 'token-required' });
  // The token is right; there is no such window.
  await assert.rejects(createHubClient({ url, token }).watch(watch), { code: 'unknown-window' });
});

test('the panel goes on: the old rows, a line, and what comes', async () => {
  await postEvent(url, 'after.rotation');
  await untilRow(editor, 'after.rotation');
  const order = ['from.terminal', 'hub restarted', 'after.rotation'];
  assert.deepEqual(await orderOf(editor, order), order);
});

test('a new terminal has the new token', async () => {
  assert.equal(await variables(), `[${url}] [${(await stateOfHub()).token}]\n`);
});

test('after a stop new terminals know nothing of the hub', async () => {
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
  assert.equal(await variables(), '[] []\n');
});

test('started again, the panel has the line of the stop and that of the start', async () => {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
  await postEvent(url, 'after.stop');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'after.stop');
  const order = ['after.rotation', 'hub stopped', 'hub restarted', 'after.stop'];
  assert.deepEqual((await orderOf(editor, order)).slice(-order.length), order);
});
