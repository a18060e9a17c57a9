import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import { routes } from '../../src/shared/api.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { tokenHeader, untilStatus } from '../support/hubInEditor.ts';
import { MICROPHONE_ID, untilMicrophone, untilNoMicrophone } from '../support/microphoneInEditor.ts';
import { untilRow } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The editor at a hub that asks for the token everywhere. The steps build on each other. */
let url: string;
let pulse: Pulse;
let workspace: TempWorkspace;
let editor: Editor;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  pulse = await startPulse();
  workspace = await tempWorkspace();
  const settings = { 'devSync.port': port, 'devSync.auth.requireToken': true };
  editor = await openEditor({ folder: workspace.path, settings, env: pulse.env });
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await pulse?.[Symbol.asyncDispose]();
});

test('the window attaches, and nobody posts or follows without the token', async () => {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
  const body = '{"event_type":"no.token"}';
  const post = await fetch(url + routes.webhook, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  assert.deepEqual([post.status, (await fetch(url + routes.events)).status], [401, 401]);
});

test('an event that is posted with the token shows in the panel', async () => {
  const { Authorization } = await tokenHeader(editor.host, url);
  await createHubClient({ url, token: Authorization.replace('Bearer ', '') }).send({ event_type: 'with.token' });
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'with.token');
});

test('the meter follows the microphone, and what this window has switched on goes on after a rotation of the token', async () => {
  await using _tone = await pulse.playTone({ dbfs: -20 });
  await editor.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(editor, /−23 dB/);
  const meter = (await editor.panelFrame('.meter-number')).locator('.meter-number');
  await until(async () => /[−-]23\.0/.test(await meter.innerText()), 'the level in the panel');
  const old = await tokenHeader(editor.host, url);
  await editor.runCommand('Dev Sync: Rotate Token');
  await editor.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Rotate Token' }).click();
  await until(async () => (await tokenHeader(editor.host, url)).Authorization !== old.Authorization, 'another token', 20_000);
  await untilStatus(editor, `is on at ${url}`);
  await untilMicrophone(editor, /−23 dB/);
  await editor.runCommand('Dev Sync: Stop Listening');
  await untilNoMicrophone(editor);
});

test('what another window has switched on does not go on after a restart by this one', async () => {
  const headers = await tokenHeader(editor.host, url);
  const other = await fetch(`${url}${routes.events}?client=window&window=other`, { headers });
  const client = createHubClient({ url, token: headers.Authorization.replace('Bearer ', '') });
  await client.startListening({ window: 'other' });
  await untilMicrophone(editor, 'started by VS Code');
  await editor.runCommand('Dev Sync: Restart');
  await untilNoMicrophone(editor);
  await untilStatus(editor, `is on at ${url}`);
  await other.body?.cancel();
});

test('the self-test finds every guard in place, and the microphone is off', async () => {
  await editor.runCommand('Dev Sync: Run Security Self-Test');
  const frame = await editor.panelFrame('table');
  const verdicts = () => frame.locator('tbody tr td:first-child').allInnerTexts();
  await until(async () => (await verdicts()).length === 10, 'the table', 30_000);
  const notPassed = (await verdicts()).filter((verdict) => verdict !== 'pass');
  // A machine without a network has no other address.
  assert.ok(notPassed.length === 0 || (notPassed.length === 1 && notPassed[0] === 'not checked'), notPassed.join());
  assert.equal(await editor.statusBarItem(MICROPHONE_ID), undefined);
});
