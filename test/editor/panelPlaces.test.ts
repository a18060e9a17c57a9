import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import { editorTabId } from '../../src/extension/contributions.ts';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { postEvent, tokenHeader, untilStatus } from '../support/hubInEditor.ts';
import { frameOf, type PanelPlace, rowIn } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type Receiver, startReceiver } from '../support/receivers/receiver.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The panel as a view, as a tab and in a browser, and what the editor adds to it. The steps build on each other. */
let refusing: Receiver;
let workspace: TempWorkspace;
let editor: Editor;
let url: string;

const places: readonly PanelPlace[] = ['view', 'tab'];

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  refusing = await startReceiver({ respond: () => ({ status: 400 }) });
  const targets = [{ url: refusing.url, types: ['order.*'] }];
  workspace = await tempWorkspace({
    'src/App.tsx': 'export const App = () => null;\n',
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.webhooks.targets': targets }),
  });
  editor = await openEditor({ folder: workspace.path });
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(editor.page.url()).origin });
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `:${port}`);
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await refusing?.[Symbol.asyncDispose]();
});

const events = async (): Promise<readonly LoggedEvent[]> => (await createHubClient({ url }).history()).events;
const countOf = async (type: string) => (await events()).filter((event) => event.type === type).length;
const rowsIn = async (place: PanelPlace) => (await frameOf(editor, place)).locator('.row').allInnerTexts();
const clipboard = () => editor.page.evaluate(() => navigator.clipboard.readText());
const tabs = () => editor.page.locator('.tab').filter({ hasText: 'Dev Sync' });
const openTab = async () => {
  await editor.runCommand('Dev Sync: Open Panel in Editor');
  await editor.page.locator('.tab.active').filter({ hasText: 'Dev Sync' }).waitFor();
};
const badge = () =>
  editor.page.locator('.part.panel .composite-bar .action-item').filter({ hasText: 'Dev Sync' }).locator('.badge-content');

/** The editor hears a little late that the keyboard is in the panel. A key that comes before that is for nothing, and is pressed again. */
async function pressUntil(key: string, isDone: () => Promise<boolean>): Promise<void> {
  const press = async () => {
    await editor.page.keyboard.press(key);
    return await until(isDone, `what "${key}" does`, 2000);
  };
  await until(press, `what "${key}" does`, 20_000);
}

/** Commands that the palette offers for these words. */
async function offered(words: string): Promise<readonly string[]> {
  await editor.page.keyboard.press('F1');
  await editor.page.locator('.quick-input-widget input.input').fill(`>${words}`);
  const rows = editor.page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  const labels = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  await editor.closeQuickInput();
  return labels;
}

test('what is done in a panel is not offered while there is none', async () => {
  await postEvent(url, 'agent.created', { name: 'Ada' });
  assert.deepEqual(
    (await offered('Dev Sync: Resend Event')).filter((label) => label.includes('Resend')),
    [],
  );
});

test('the panel opens as a view and as a tab, and both show the same rows', async () => {
  await editor.runCommand('Dev Sync: Show Panel');
  await rowIn(editor, 'view', 'agent.created');
  await editor.runCommand('Dev Sync: Open Panel in Editor');
  await rowIn(editor, 'tab', 'agent.created');
  await postEvent(url, 'agent.deleted', { name: 'Ada' });
  for (const place of places) await rowIn(editor, place, 'agent.deleted');
  await editor.screenshot('panel-both-places');
});

test('there is one tab, with an icon, which is shown again', async () => {
  await editor.openFile('src/App.tsx');
  await openTab();
  assert.equal(await tabs().count(), 1);
  assert.equal(await tabs().locator('.codicon-broadcast').count(), 1);
  await rowIn(editor, 'tab', 'agent.deleted');
});

test('a letter that is a key of the panel is a letter in its filter and in a file', async () => {
  const sent = (await events()).length;
  const frame = await frameOf(editor, 'tab');
  await (await rowIn(editor, 'tab', 'agent.deleted')).click();
  const input = frame.locator('#filter-text');
  await pressUntil('/', () => input.evaluate((element) => element === document.activeElement));
  await input.fill('');
  await editor.page.keyboard.type('rrr', { delay: 30 });
  assert.equal(await input.inputValue(), 'rrr');
  await input.fill('');
  await editor.openFile('src/App.tsx');
  await editor.page.keyboard.type('rrr', { delay: 30 });
  await editor.page.locator('.tab.dirty').filter({ hasText: 'App.tsx' }).waitFor();
  await editor.page.keyboard.press('ControlOrMeta+Z');
  await postEvent(url, 'after.letters');
  assert.equal((await events()).length, sent + 1);
});

test('that key resends the event of the row that the keyboard is on', async () => {
  await openTab();
  await (await rowIn(editor, 'tab', 'agent.created')).click();
  await pressUntil('r', async () => (await countOf('agent.created')) > 1);
  const [first, second] = (await events()).filter(({ type }) => type === 'agent.created');
  assert.deepEqual(second?.data, first?.data);
});

test('the menu of a row copies its event, also one that the keyboard is not on', async () => {
  await (await rowIn(editor, 'view', 'agent.deleted')).click();
  await (await rowIn(editor, 'view', 'after.letters')).click({ button: 'right' });
  const item = editor.page.getByRole('menuitem', { name: 'Copy Event as JSON' });
  await item.waitFor();
  await editor.screenshot('panel-row-menu');
  await item.click();
  await until(async () => (await clipboard()).includes('after.letters'), 'the event in the clipboard');
});

test('the palette acts in the panel that was used last', async () => {
  await (await rowIn(editor, 'view', 'agent.deleted')).click();
  await editor.runCommand('Dev Sync: Copy Event as curl');
  await until(async () => (await clipboard()).startsWith('curl -X POST'), 'the line in the clipboard');
  assert.match(await clipboard(), /agent\.deleted/);
});

test('clearing one panel clears both, and undoing it brings the rows back', async () => {
  await openTab();
  await (await rowIn(editor, 'tab', 'agent.deleted')).click();
  const before = await rowsIn('view');
  await editor.runCommand('Dev Sync: Clear Events View');
  for (const place of places) await until(async () => (await rowsIn(place)).length === 0, `an empty ${place}`);
  await (await frameOf(editor, 'tab')).getByRole('button', { name: 'Undo' }).click();
  for (const place of places) await until(async () => (await rowsIn(place)).length === before.length, `the rows of the ${place}`);
});

test('the file of an event opens beside the panel', async () => {
  await editor.openFile('src/App.tsx');
  await editor.editFile('src/App.tsx', 'export const App = () => "saved";\n');
  await editor.saveFile();
  await editor.runCommand('View: Close Editor');
  await (await rowIn(editor, 'view', 'frontend.file_changed')).click();
  await (await frameOf(editor, 'view')).getByRole('button', { name: 'Open File' }).first().click();
  await editor.page.locator('.tab.active').filter({ hasText: 'App.tsx' }).waitFor();
});

test('from the tab it opens beside it, in a group that is there already', async () => {
  await openTab();
  await editor.runCommand('View: Move Editor into Next Group');
  const groups = editor.page.locator('.editor-group-container');
  await until(async () => (await groups.count()) === 2, 'a group for the tab');
  await (await rowIn(editor, 'tab', 'frontend.file_changed')).click();
  await (await frameOf(editor, 'tab')).getByRole('button', { name: 'Open File' }).first().click();
  await editor.page.locator('.editor-group-container.active .tab.active').filter({ hasText: 'App.tsx' }).waitFor();
  assert.equal(await groups.count(), 2);
  await rowIn(editor, 'tab', 'frontend.file_changed');
  await editor.runCommand('View: Join All Editor Groups');
  await until(async () => (await groups.count()) === 1, 'one group');
});

test('a window that is loaded again has the tab and the view, with their rows', async () => {
  await openTab();
  await editor.untilKept(`mainThreadWebview-${editorTabId}`);
  await editor.reload();
  await untilStatus(editor, 'Dev Sync is on');
  await tabs().click();
  await rowIn(editor, 'tab', 'frontend.file_changed');
  await editor.runCommand('Dev Sync: Show Panel');
  await rowIn(editor, 'view', 'frontend.file_changed');
});

test('after a reload there is still one tab, also when nobody has turned to it before it is opened', async () => {
  await editor.runCommand('Preferences: Open User Settings (JSON)');
  await editor.page.locator('.tab.active').filter({ hasText: 'settings.json' }).waitFor();
  await editor.untilKept('settings.json');
  await editor.reload();
  await untilStatus(editor, 'Dev Sync is on');
  await openTab();
  await rowIn(editor, 'tab', 'frontend.file_changed');
  await until(async () => (await tabs().count()) === 1, 'one tab');
});

test("webhooks that fail behind a person's back are counted on the icon, until the panel is in sight", async () => {
  await openTab();
  await editor.runCommand('View: Close Editor');
  await tabs().waitFor({ state: 'detached' });
  await editor.runCommand('Output: Focus on Output View');
  assert.equal(await badge().isVisible(), false);
  for (const type of ['order.paid', 'order.sent']) await postEvent(url, type);
  await until(async () => (await badge().innerText()) === '2', 'the badge', 20_000);
  await editor.screenshot('panel-badge');
  await editor.runCommand('Dev Sync: Show Panel');
  await badge().waitFor({ state: 'hidden' });
});

test('the dashboard opens in the browser with the token, which no log names', async () => {
  const opened = editor.page.context().waitForEvent('page');
  await editor.runCommand('Dev Sync: Open Dashboard in Browser');
  const page = await opened;
  const { Authorization } = await tokenHeader(editor.host, url);
  const token = Authorization.replace('Bearer ', '');
  const knows = () => page.evaluate((text) => `${location.hash}${JSON.stringify({ ...sessionStorage })}`.includes(text), token);
  await until(knows, 'the token in the page');
  assert.match(page.url(), new RegExp(`/proxy/${new URL(url).port}/|^${url}/`));
  await page.close();
  // Those of the editor and of the extension; that of the hub is among them.
  const logs = globSync('**/*.log', { cwd: join(editor.host.server.dataDir, 'data/logs') });
  assert.ok(
    logs.some((log) => log.endsWith('hub.log')),
    logs.join(),
  );
  for (const log of logs) assert.ok(!(await readFile(join(editor.host.server.dataDir, 'data/logs', log), 'utf8')).includes(token), log);
});

test('Delete Event Log says how many events there are, and deletes them after a yes only', async () => {
  await openTab();
  const count = (await events()).length;
  const dialog = editor.page.locator('.monaco-dialog-box');
  await editor.runCommand('Dev Sync: Delete Event Log');
  await dialog.getByText(`Delete ${count} events of Dev Sync?`).waitFor();
  assert.match(await dialog.locator('.dialog-message-detail').innerText(), /This cannot be undone\./);
  await editor.screenshot('panel-delete-log');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await events()).length, count);
  await editor.runCommand('Dev Sync: Delete Event Log');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  for (const place of places) await until(async () => (await rowsIn(place)).length === 0, `an empty ${place}`);
  assert.deepEqual(await events(), []);
  await postEvent(url, 'after.deletion');
  for (const place of places) {
    await rowIn(editor, place, 'after.deletion');
    assert.match((await rowsIn(place)).join('\n'), /^event log deleted \d\d:\d\d:\d\d\n.*\nafter\.deletion/);
  }
});

test('the panels broke no rule of their content security policy', () => {
  assert.deepEqual(editor.problems, []);
});
