import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { curlPost } from '../../src/shared/api.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { healthOf, postEvent, untilStatus } from '../support/hubInEditor.ts';
import * as panel from '../support/panelInEditor.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The main job, step by step as a new user does it, with the default port. The steps build on each other. */
const url = 'http://localhost:4848';
const shell = (command: string) => promisify(execFile)('bash', ['-c', command]);

let workspace: TempWorkspace;
let editor: Editor;

before(async () => {
  workspace = await tempWorkspace({
    'src/App.tsx': 'export const App = () => null;\n',
    'node_modules/left-pad/index.js': '',
    '.vscode/settings.json': '{}\n',
  });
  editor = await openEditor({ folder: workspace.path });
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
});

const health = () => healthOf(url);
const rowTexts = () => panel.rowTexts(editor);
const untilRow = (...words: string[]) => panel.untilRow(editor, ...words);
const post = (type: string, data: object = {}) => postEvent(url, type, data);

test('before Start the status bar says that Dev Sync is off', async () => {
  assert.match(await untilStatus(editor, 'Dev Sync'), /is off\. Click to start/);
});

test('Start in the command palette brings the hub on', async () => {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, ':4848');
  assert.equal((await health()).name, 'dev-sync');
});

test('the curl line of the quick start answers, and its event is a row although the panel was never open', async () => {
  const { stdout } = await shell(curlPost(url));
  assert.match(stdout, /"success":true,"message":"Event test\.event broadcasted to 0 subscribers"/);
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow('test.event', 'Hello from curl!');
});

test('a save in the editor is a row, and the same event on an EventSource in another tab', async () => {
  const page = await editor.host.browser.newPage();
  await page.goto(`${url}/dev/health`);
  await page.evaluate((events) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new EventSource(events).onmessage = ({ data }) => seen.push(String(data));
  }, `${url}/dev/events`);
  await until(async () => (await health()).subscribers === 1, 'the subscriber');
  await untilStatus(editor, 'with 1 subscriber');

  await editor.editFile('src/App.tsx', 'export const App = () => "saved";\n');
  await editor.saveFile();

  await untilRow('frontend.file_changed', 'src/App.tsx');
  const heard = await until(
    () => page.evaluate(() => (window as unknown as { seen: string[] }).seen.find((data) => data.includes('file_changed'))),
    'the event in the tab',
  );
  assert.deepEqual(JSON.parse(heard).data.file, 'src/App.tsx');
  assert.equal(JSON.parse(heard).source, 'watcher');
  await page.close();
});

test('the panel looks as it should in light and dark', async () => {
  for (const index of [1, 2, 3]) await post('agent.created', { agent_id: `a-${index}`, name: `Agent ${index}`, tags: ['demo', 'local'] });
  await post('rental.created', { rental: { id: 77, car: 'Fiat 500', from: '2026-03-01', to: '2026-03-05' }, price: 129.5 });
  await untilRow('rental.created');
  await (await editor.panelFrame()).locator('.row').filter({ hasText: 'rental.created' }).click();
  await editor.setColorTheme('Light Modern');
  await editor.screenshot('panel-light');
  await editor.setColorTheme('Dark Modern');
  await editor.screenshot('panel-dark');
});

test('hiding and showing the panel keeps its rows', async () => {
  const before = await rowTexts();
  await editor.runCommand('View: Toggle Panel Visibility');
  await until(() => editor.page.frames().every((frame) => !frame.url().includes('fake.html')), 'the hidden panel');
  await post('while.hidden');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow('while.hidden');
  assert.equal((await rowTexts()).length, before.length + 1);
});

test('a window reload finds the same hub, and the rows are there', async () => {
  const { pid } = await health();
  const before = await rowTexts();
  await editor.reload();
  await untilStatus(editor, ':4848');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow('while.hidden');
  assert.deepEqual(await rowTexts(), before);
  assert.equal((await health()).pid, pid);
});

const seam = 'hub restarted';

test('a hub that is killed comes back on the same port, and the panel has the old rows, a line and the new ones', async () => {
  const { pid } = await health();
  const before = await rowTexts();
  process.kill(pid, 'SIGKILL');
  const frame = await editor.panelFrame();
  await frame.getByText(/hub restarted \d\d:\d\d:\d\d/).waitFor({ timeout: 20_000 });
  assert.notEqual((await health()).pid, pid);
  await post('after.crash');
  await untilRow('after.crash');
  assert.deepEqual((await rowTexts()).slice(0, before.length), before);
  assert.deepEqual(await panel.orderOf(editor, ['while.hidden', seam, 'after.crash']), ['while.hidden', seam, 'after.crash']);
  await editor.screenshot('panel-restarted');
});

test('after a window reload the rows of both hubs are there, and the line between them', async () => {
  const before = await rowTexts();
  await editor.reload();
  await untilStatus(editor, ':4848');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow('after.crash');
  assert.deepEqual(await rowTexts(), before);
  await editor.screenshot('panel-restarted-reloaded');
});

test('Clear moves the start of the view and leaves the log alone', async () => {
  const frame = await editor.panelFrame();
  await frame.getByRole('button', { name: /clear/i }).first().click();
  await until(async () => (await rowTexts()).length === 0, 'an empty panel');
  const { events } = (await (await fetch(`${url}/dev/history`)).json()) as { events: unknown[] };
  assert.ok(events.length > 0);
  await post('after.clear');
  await untilRow('after.clear');
});

test('Copy Hub URL puts the URL into the clipboard', async () => {
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(editor.page.url()).origin });
  await editor.runCommand('Dev Sync: Copy Hub URL');
  await until(async () => (await editor.page.evaluate(() => navigator.clipboard.readText())) === url, 'the URL in the clipboard');
});

test('Send Test Event is a row of the editor', async () => {
  await editor.runCommand('Dev Sync: Send Test Event');
  await untilRow('test.event', 'Hello from VS Code', 'editor');
});

test('Show Log tells of a post that was refused', async () => {
  await fetch(`${url}/dev/webhook`, { method: 'POST', body: '{}' });
  await editor.runCommand('Dev Sync: Show Log');
  await editor.page.locator('.output-view-content, .part.panel').getByText('Refused a request').first().waitFor();
  await editor.runCommand('Dev Sync: Show Panel');
});

test('Stop closes the port, the status bar says so, and the rows stay', async () => {
  const { pid } = await health();
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
  await assert.rejects(fetch(`${url}/dev/health`));
  assert.throws(() => process.kill(pid, 0));
  await untilRow('after.clear');
  await untilRow('hub stopped');
});

test('a window that is loaded again and started has the rows that were not cleared, and a line for the start', async () => {
  await editor.reload();
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, ':4848');
  await post('after.start');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow('after.start');
  assert.deepEqual(await panel.orderOf(editor, ['after.crash', 'after.clear', seam, 'after.start']), ['after.clear', seam, 'after.start']);
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
});

test('the panel broke no rule of its content security policy', () => {
  assert.deepEqual(editor.problems, []);
});
