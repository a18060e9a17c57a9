import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { type Editor, openEditor } from '../support/editor.ts';
import { healthOf, postEvent, untilStatus } from '../support/hubInEditor.ts';
import { untilRow } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type Received, type Receiver, startReceiver } from '../support/receivers/receiver.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** Webhooks out as a person sets them up. The steps build on each other. */
let receiver: Receiver;
let workspace: TempWorkspace;
let editor: Editor;
let url: string;
let port: number;
/** What the receiver answers to orders from now on. */
let status = 200;
const secrets: string[] = [];

const settingsWith = (...targets: readonly object[]) => JSON.stringify({ 'devSync.port': port, 'devSync.webhooks.targets': targets });
const signed = () => ({ url: receiver.url, types: ['order.*'], secret: 'shop' });
const elsewhere = (host: string) => ({ url: `https://${host}/hook`, types: ['never.*'] });
const writeSettings = (...targets: readonly object[]) => writeFile(join(workspace.path, '.vscode/settings.json'), settingsWith(...targets));

before(async () => {
  port = await quietPort();
  url = `http://localhost:${port}`;
  receiver = await startReceiver({ respond: () => ({ status, body: 'thanks for the order' }) });
  workspace = await tempWorkspace({ '.vscode/settings.json': settingsWith(signed(), elsewhere('denied.example.com')) });
  editor = await openEditor({ folder: workspace.path });
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(editor.page.url()).origin });
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await receiver?.[Symbol.asyncDispose]();
});

const questions = async () => (await editor.notifications()).filter(({ text }) => text.startsWith('This workspace sends events to'));
const clickIn = async (text: string, button: string) =>
  (await editor.notification(text)).getByRole('button', { name: button, exact: true }).click();

/** A line of the list to choose from that is open, by its words. */
async function pick(...words: readonly string[]): Promise<void> {
  const rows = words.reduce((all, hasText) => all.filter({ hasText }), editor.page.locator('.quick-input-list .monaco-list-row'));
  await rows.first().click();
}

/** Restarts by the message about the secret, and waits for the next hub. */
async function restart(message: string): Promise<void> {
  const pid = async () => (await healthOf(url)).pid;
  const before = await pid();
  await clickIn(message, 'Restart');
  // While there is no hub nobody answers.
  await until(async () => (await pid().catch(() => before)) !== before, 'the next hub', 20_000);
  await untilStatus(editor, `is on at ${url}`);
}

async function readClipboard(): Promise<string> {
  return editor.page.evaluate(() => navigator.clipboard.readText());
}

async function sendOrder(): Promise<Received> {
  const before = receiver.received.length;
  await postEvent(url, 'order.paid', { n: before });
  return (await receiver.untilReceived(before + 1)).at(-1) as Received;
}

const verify = (secret: string | undefined, { body, headers }: Received) =>
  new Webhook(secret ?? '').verify(body, headers as Record<string, string>);

test('a target whose secret is not there gets nothing, and the status bar says what to do', async () => {
  await editor.runCommand('Dev Sync: Start');
  const words = await untilStatus(editor, 'The secret "shop"');
  assert.match(words, /is not there\. Run "Dev Sync: Set Webhook Secret"/);
  await postEvent(url, 'order.paid');
  assert.deepEqual(receiver.received, []);
});

test('before events leave the machine a person is asked, and a "no" is remembered', async () => {
  await clickIn('This workspace sends events to denied.example.com', "Don't Allow");
  await until(async () => (await questions()).length === 0, 'an answered question');
});

test('the panel offers what helps against both', async () => {
  await editor.runCommand('Dev Sync: Show Panel');
  const frame = await editor.panelFrame();
  await frame
    .locator('.banner')
    .filter({ hasText: 'denied.example.com' })
    .locator('vscode-button')
    .filter({ hasText: 'Open Settings' })
    .waitFor();
  await editor.screenshot('webhooks-refused');
  await frame
    .locator('.banner')
    .filter({ hasText: 'The secret "shop"' })
    .locator('vscode-button')
    .filter({ hasText: 'Set Webhook Secret' })
    .click();
});

test('a secret is generated, copied, and deliveries are signed with it after the restart', async () => {
  await pick('shop', 'not set');
  await editor.screenshot('webhooks-secret');
  await pick('Generate');
  await editor.notification('The new webhook secret "shop" is in the clipboard.');
  await restart('The webhook secret "shop" has changed. That takes effect when the hub restarts.');
  secrets.unshift(await readClipboard());
  assert.match(secrets[0] ?? '', /^whsec_[\w+/]{43}=$/);
  verify(secrets[0], await sendOrder());
});

test('while a secret is replaced deliveries are signed with both, then with the new one', async () => {
  await editor.runCommand('Dev Sync: Set Webhook Secret');
  await pick('shop', 'set');
  await pick('Keep the Old One');
  await pick('Generate');
  await restart('The webhook secret "shop" has changed.');
  secrets.unshift(await readClipboard());
  const both = await sendOrder();
  for (const secret of secrets) verify(secret, both);
  assert.equal(new Set(secrets).size, 2);
  await editor.runCommand('Dev Sync: Set Webhook Secret');
  await pick('shop', 'the old one counts too');
  await pick('Forget the Old One', 'From now on');
  await editor.notification('The old webhook secret "shop" is forgotten.');
  await restart('The webhook secret "shop" has changed.');
  const one = await sendOrder();
  verify(secrets[0], one);
  assert.throws(() => verify(secrets[1], one));
});

test('a secret of the other side is pasted under a new name, and deleted again', async () => {
  await editor.runCommand('Dev Sync: Set Webhook Secret');
  await pick('Another Name');
  const input = editor.page.locator('.quick-input-widget input.input');
  await input.fill(secrets[0] ?? '');
  await editor.page.getByText('That is a secret; give it a name first.').waitFor();
  await input.fill('billing');
  await input.press('Enter');
  await pick('Paste One');
  await input.fill('whsec_short');
  await editor.page.getByText('It must be whsec_ and the Base64 of 24 to 64 bytes.').waitFor();
  assert.equal(await input.getAttribute('type'), 'password');
  await input.fill(secrets[0] ?? '');
  await input.press('Enter');
  await editor.notification('The new webhook secret "billing" is kept. Name it in a target of devSync.webhooks.targets, or in');
  await editor.runCommand('Dev Sync: Set Webhook Secret');
  await pick('billing', 'no setting names it');
  await pick('Delete');
  await editor.notification('The webhook secret "billing" is deleted.');
});

test('a hub that was killed has its secrets again', async () => {
  const { pid } = await healthOf(url);
  process.kill(pid, 'SIGKILL');
  await until(async () => (await healthOf(url)).pid !== pid, 'the next hub', 20_000);
  verify(secrets[0], await sendOrder());
});

test('the panel shows the target, and beside the event what the receiver answered', async () => {
  const frame = await editor.panelFrame();
  await frame
    .locator('.stats-target')
    .filter({ hasText: String(receiver.port) })
    .waitFor();
  await untilRow(editor, 'order.paid');
  await frame.locator('.row').filter({ hasText: 'order.paid' }).last().click();
  await frame.getByText('thanks for the order').first().waitFor();
  await editor.screenshot('webhooks-panel');
});

test('Retry Failed Webhooks tries what was given up again', async () => {
  status = 410;
  await sendOrder();
  const frame = await editor.panelFrame();
  await frame.locator('.stats-failed').filter({ hasText: '1 failed' }).waitFor();
  status = 200;
  const before = receiver.received.length;
  await editor.runCommand('Dev Sync: Retry Failed Webhooks');
  await editor.notification('1 failed webhook is tried again.');
  const [given, again] = (await receiver.untilReceived(before + 1)).slice(-2);
  assert.equal(again?.headers['webhook-id'], given?.headers['webhook-id']);
});

test('what the settings say wrongly is warned of without its password', async () => {
  await writeSettings({ url: 'http://ann:geheim@localhost:1/hook', types: [] });
  await editor.notification('The setting devSync.webhooks.targets is wrong in target 1: "types". It must be a list');
  await restart('The changed settings take effect when the hub restarts.');
  await untilStatus(editor, 'targets[0].types');
  assert.ok(!(await editor.notifications()).some(({ text }) => text.includes('geheim')));
});

test('a host that is allowed is in the settings of the machine, and one that was denied is not asked about again', async () => {
  await writeSettings(signed(), elsewhere('denied.example.com'), elsewhere('allowed.example.com'));
  await clickIn('This workspace sends events to allowed.example.com', 'Allow for All Workspaces');
  const machine = join(editor.host.server.dataDir, 'data/Machine/settings.json');
  const allowed = async () => (JSON.parse(await readFile(machine, 'utf8')) as Record<string, unknown>)['devSync.webhooks.allowedHosts'];
  assert.deepEqual(await until(allowed, 'the allowed host'), ['allowed.example.com']);
  await restart('The changed settings take effect when the hub restarts.');
  const words = await untilStatus(editor, 'denied.example.com');
  assert.doesNotMatch(words, /allowed\.example\.com/);
  assert.deepEqual(await questions(), []);
});

test('the panel broke no rule of its content security policy', () => {
  assert.deepEqual(editor.problems, []);
});
