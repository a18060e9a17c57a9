import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_PORT } from '../../src/shared/api.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { type EditorHost, startEditorHost } from '../support/editorHost.ts';
import { healthOf, postEvent, untilStatus } from '../support/hubInEditor.ts';
import { openStream } from '../support/openStream.ts';
import { rowTexts, untilRow } from '../support/panelInEditor.ts';
import { isAlive } from '../support/processes.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** Frontend and backend in a window each, as two people would have them side by side. The steps build on each other. */
const url = `http://localhost:${DEFAULT_PORT}`;
const ownUrl = `http://localhost:${DEFAULT_PORT + 1}`;
const JOINED = `Joined the hub of "shop-frontend" at ${url}.`;
/** The hub waits 15 s for the next window. */
const LINGER_TIMEOUT_MS = 30_000;

let host: EditorHost;
let workspace: TempWorkspace;
let first: Editor;
let second: Editor;

before(async () => {
  workspace = await tempWorkspace({
    'shop-frontend/src/App.tsx': 'export const App = () => null;\n',
    'shop-frontend/.vscode/settings.json': '{}\n',
    'shop-api/main.py': 'print("api")\n',
    'shop-api/.vscode/settings.json': '{}\n',
  });
  host = await startEditorHost();
  first = await open('shop-frontend');
  second = await open('shop-api');
});

after(async () => {
  await first.dispose();
  await second.dispose();
  await host.dispose();
  await workspace.dispose();
});

const open = (folder: string) => openEditor({ folder: `${workspace.path}/${folder}`, host });
const said = async (editor: Editor, words: string) => (await editor.notifications()).filter(({ text }) => text.includes(words)).length;

async function start(editor: Editor): Promise<void> {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `:${DEFAULT_PORT}`);
  await editor.runCommand('Dev Sync: Show Panel');
}

async function saveIn(editor: Editor, file: string, folder: string): Promise<HubEvent> {
  await editor.editFile(file, `saved at ${Date.now()}\n`);
  await editor.saveFile();
  return until(async () => {
    const { events } = (await (await fetch(`${url}/dev/history`)).json()) as { events: HubEvent[] };
    return events.find(({ type, data }) => type === 'frontend.file_changed' && data.folder === folder);
  }, `a saved file of ${folder}`);
}

test('the second window joins the hub of the first, with one message and its way out', async () => {
  await start(first);
  await start(second);
  await until(async () => (await said(second, JOINED)) === 1, 'the message');
  await second.screenshot('joined');
  const message = await second.notification(JOINED);
  const buttons = await message.getByRole('button', { name: /^(Show Panel|Use My Own)$/ }).allInnerTexts();
  assert.deepEqual(buttons, ['Show Panel', 'Use My Own']);
  assert.equal(await said(first, 'Joined'), 0);
});

test('events appear in both windows, and the files saved in one appear in the other', async () => {
  await postEvent(url, 'rental.created', { car: 'Fiat 500' });
  for (const editor of [first, second]) await untilRow(editor, 'rental.created', 'Fiat 500');
  assert.equal((await saveIn(first, 'src/App.tsx', 'shop-frontend')).data.file, 'src/App.tsx');
  await untilRow(second, 'frontend.file_changed', 'src/App.tsx');
  assert.equal((await saveIn(second, 'main.py', 'shop-api')).data.file, 'main.py');
  for (const editor of [first, second]) await untilRow(editor, 'frontend.file_changed', 'main.py');
});

test('a joined window that is loaded again finds its place and its rows, and is not told again', async () => {
  const rows = await rowTexts(second);
  await second.reload();
  await untilStatus(second, `:${DEFAULT_PORT}`);
  await second.runCommand('Dev Sync: Show Panel');
  await untilRow(second, 'frontend.file_changed', 'main.py');
  assert.deepEqual(await rowTexts(second), rows);
  assert.equal(await said(second, 'Joined'), 0);
});

test('closing the window that started the hub keeps the hub, its streams and its log', async () => {
  const { pid, log } = await healthOf(url);
  await using stream = await openStream(url);
  await stream.until('connected');
  await first.dispose();
  await postEvent(url, 'after.close');
  await stream.until('after.close');
  await untilRow(second, 'after.close');
  const now = await healthOf(url);
  assert.deepEqual([now.pid, now.log.path, now.log.oldest], [pid, log.path, log.oldest]);
  assert.equal((await saveIn(second, 'main.py', 'shop-api')).data.folder, 'shop-api');
});

test('closing the last window ends the hub', async () => {
  const { pid } = await healthOf(url);
  await second.dispose();
  assert.ok(isAlive(pid), 'it waits for a window that comes back');
  await until(() => !isAlive(pid), 'the end of the hub', LINGER_TIMEOUT_MS);
});

test('"Use My Own" gives the second window a hub and a log of its own, and leaves the first one alone', async () => {
  first = await open('shop-frontend');
  second = await open('shop-api');
  await start(first);
  await start(second);
  await untilRow(second, 'rental.created');
  const { pid } = await healthOf(url);
  await (await second.notification(JOINED)).getByRole('button', { name: 'Use My Own' }).click();
  await untilStatus(second, `:${DEFAULT_PORT + 1}`);
  await until(async () => (await said(second, `Port ${DEFAULT_PORT} belongs to the hub of "shop-frontend"`)) === 1, 'why it moved');
  assert.match(await workspace.read('shop-api/.vscode/settings.json'), /"devSync.sharing": "own"/);
  await until(async () => (await rowTexts(second)).length === 0, 'the rows of its own log');
  await postEvent(ownUrl, 'of.api');
  await untilRow(second, 'of.api');
  await second.screenshot('own-hub');
  const [shared, own] = [await healthOf(url), await healthOf(ownUrl)];
  assert.deepEqual([shared.pid, own.log.events], [pid, 1]);
  assert.notEqual(own.log.path, shared.log.path);
  assert.ok(!(await rowTexts(first)).join('').includes('of.api'));
});
