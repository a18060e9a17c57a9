import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import type { ListenDevicesAnswer, ListenStatusAnswer } from '../../src/shared/listening.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { type EditorHost, startEditorHost } from '../support/editorHost.ts';
import { healthOf, tokenHeader, untilStatus } from '../support/hubInEditor.ts';
import { capturingLibraries, MICROPHONE_ID, shownLevel, untilMicrophone, untilNoMicrophone } from '../support/microphoneInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { tested } from '../support/tested.ts';
import { until } from '../support/until.ts';
import { floatWav, sine } from '../support/wav.ts';

/** A sine of −20 dBFS has this RMS, rounded. */
const TONE = /−23 dB/;

let pulse: Pulse;
let workspace: TempWorkspace;
let host: EditorHost;
let editor: Editor;
let url: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  pulse = await startPulse();
  workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port }) });
  host = await startEditorHost({ env: pulse.env });
  editor = await openEditor({ folder: workspace.path, host });
});

after(async () => {
  await host?.dispose();
  await workspace?.dispose();
  await pulse?.[Symbol.asyncDispose]();
});

const getJson = async <T>(route: string) => (await (await fetch(url + route)).json()) as T;
const status = () => getJson<ListenStatusAnswer>(routes.listenStatus);
const untilReleased = () => until(async () => (await pulse.recorders()).length === 0, 'the release of the microphone');
const READ_OUT = '.meter-number';
const readOutOfPanel = async () => (await editor.panelFrame(READ_OUT)).locator(READ_OUT);
const widthOfItem = async () => (await editor.statusBar(MICROPHONE_ID).boundingBox())?.width;

async function stopListening(): Promise<void> {
  await editor.runCommand('Dev Sync: Stop Listening');
  await untilNoMicrophone(editor);
  await untilReleased();
}

/** Opens the list of microphones; answers what it says and its rows, by their words for screen readers. */
async function openMicrophones() {
  await editor.runCommand('Dev Sync: Select Microphone');
  const widget = editor.page.locator('.quick-input-widget');
  await widget.locator('.quick-input-title').filter({ hasText: 'Select Microphone' }).waitFor();
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  await rows.nth(1).waitFor();
  return {
    title: await widget.locator('.quick-input-title').innerText(),
    placeholder: (await widget.locator('.quick-input-filter input').getAttribute('placeholder')) ?? '',
    rows,
    words: await rows.allInnerTexts(),
  };
}

test('before anybody listens there is no microphone item', async () => {
  await untilStatus(editor, 'is off');
  assert.equal(await editor.statusBarItem(MICROPHONE_ID), undefined);
});

test('Start Listening brings the hub on, and status bar and panel show the level of a tone', async () => {
  await using _tone = await pulse.playTone({ dbfs: -20 });
  await editor.runCommand('Dev Sync: Show Panel');
  await editor.runCommand('Dev Sync: Start Listening');
  const { label } = await untilMicrophone(editor, TONE);
  assert.equal(label, 'Microphone on, started by VS Code, −23 decibels. Click to stop listening.');
  await untilStatus(editor, `is on at ${url}`);
  assert.equal((await pulse.recorders()).length, 1);
  const readOut = await readOutOfPanel();
  await until(async () => /[−-]23\.0/.test(await readOut.innerText()), 'the level in the panel');
  await editor.screenshot('editor-listening');
});

test('naudiodon hears it, in the package the one that it brings', async () => {
  // It brings no PortAudio for other processors.
  const expected =
    process.arch === 'x64' ? { backend: 'naudiodon', addon: 'naudiodon.node' } : { backend: 'pvrecorder', addon: 'pv_recorder.node' };
  assert.equal((await status()).backend, expected.backend);
  const loaded = capturingLibraries((await healthOf(url)).pid);
  assert.ok(
    loaded.some((path) => basename(path) === expected.addon),
    loaded.join('\n'),
  );
  if (tested === 'folder') return;
  const brought = join(host.extensionPath, `dist/native/${process.platform}-${process.arch}/`);
  assert.deepEqual(
    loaded.filter((path) => !path.startsWith(brought)),
    [],
  );
});

test('when the tone stops both levels fall, and the item keeps its width', async () => {
  const tone = await pulse.playTone({ dbfs: -20 });
  await untilMicrophone(editor, TONE);
  const readOut = await readOutOfPanel();
  await until(async () => /[−-]23\.0/.test(await readOut.innerText()), 'the level in the panel');
  const width = await widthOfItem();
  assert.ok(width);
  await tone.stop();
  await until(async () => (await shownLevel(editor)) < -60, 'silence in the status bar');
  assert.equal(await widthOfItem(), width);
  await until(async () => !/[−-]23\.0/.test(await readOut.innerText()), 'silence in the panel');
});

test('digital silence is marked, and said', async () => {
  const { label } = await untilMicrophone(editor, 'digital silence');
  assert.match(label, /Unmute it/);
  assert.equal(await editor.statusBar(MICROPHONE_ID).locator('.codicon-warning').count(), 1);
  await editor.screenshot('editor-listening-silent');
});

test('the item is updated at most four times a second', async () => {
  const file = join(workspace.path, 'rising.wav');
  await writeFile(file, rising());
  await using _sound = await pulse.play(file);
  const updates = await editor.page.evaluate(async (id) => {
    const item = document.getElementById(id);
    const seen: string[] = [];
    const observer = new MutationObserver(() => {
      const text = item?.innerText ?? '';
      if (text !== seen.at(-1)) seen.push(text);
    });
    if (item) observer.observe(item, { subtree: true, childList: true, characterData: true });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    observer.disconnect();
    return seen.length;
  }, MICROPHONE_ID);
  assert.ok(updates >= 3 && updates <= 13, `${updates} updates in 3 s`);
});

/** A tone that gets louder by 12 dB a second, so that every look at it shows another number. */
function rising(): Buffer {
  const samples = sine({ dbfs: 0, seconds: 5 });
  return floatWav(samples.map((sample, n) => sample * 10 ** (((n / samples.length) * 60 - 60) / 20)));
}

test('Stop Listening takes the item away and releases the microphone', async () => {
  await stopListening();
  assert.equal((await status()).isListening, false);
});

test('one click on the item stops', async () => {
  await editor.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  await editor.statusBar(MICROPHONE_ID).locator('a').first().click();
  await untilNoMicrophone(editor);
  await untilReleased();
});

test('what a program starts shows too, and can be stopped here', async () => {
  await fetch(url + routes.listenStart, { method: 'POST', headers: await tokenHeader(host, url) });
  await untilMicrophone(editor, 'Microphone on, started by a program');
  await stopListening();
});

test('Select Microphone lists the devices, the default one marked, and says on which machine they are', async () => {
  const { devices, backend } = await getJson<ListenDevicesAnswer>(routes.listenDevices);
  const theDefault = devices.find(({ isDefault }) => isDefault);
  assert.ok(theDefault);
  const { title, placeholder, words } = await openMicrophones();
  assert.equal(title, `Select Microphone (${backend})`);
  assert.ok(placeholder.includes(hostname()), placeholder);
  assert.match(placeholder, /not reachable/);
  assert.match(words[0] ?? '', /Default microphone/);
  assert.ok(words[0]?.includes(theDefault.name), words[0]);
  assert.deepEqual(
    words.filter((row) => row.includes('chosen')),
    [],
  );
  assert.ok(
    words.some((row) => row.includes(theDefault.name) && row.includes('default') && !row.includes('Default microphone')),
    words.join('\n'),
  );
  await editor.screenshot('editor-microphones');
  await editor.closeQuickInput();
});

test('choosing a microphone while listening goes on with it, and the choice is remembered', async () => {
  await editor.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  const { sessionId } = await status();
  const { rows } = await openMicrophones();
  const chosen = rows.nth(1);
  const [name] = (await chosen.innerText()).split('\n');
  await chosen.click();
  await until(async () => {
    const now = await status();
    return now.isListening && now.sessionId !== sessionId;
  }, 'listening with the chosen microphone');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  const { words } = await openMicrophones();
  const marked = words.filter((row) => row.includes('chosen'));
  assert.equal(marked.length, 1);
  assert.ok(name !== undefined && marked[0]?.includes(name.trim()), words.join('\n'));
  await editor.closeQuickInput();
  await stopListening();
});

test('Restart goes on listening', async () => {
  await editor.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  const { sessionId } = await status();
  await editor.runCommand('Dev Sync: Restart');
  await until(
    async () => ((now) => now?.isListening && now.sessionId !== sessionId)(await status().catch(() => undefined)),
    'listening again',
    30_000,
  );
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  await stopListening();
});

test('every window shows the item, and the microphone is free when the window that started it is closed', async () => {
  await using folder = await tempWorkspace({ '.vscode/settings.json': await workspace.read('.vscode/settings.json') });
  const other = await openEditor({ folder: folder.path, host });
  await other.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(other, 'Microphone on, started by VS Code');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  assert.equal((await pulse.recorders()).length, 1);
  await other.dispose();
  await untilReleased();
  await untilNoMicrophone(editor);
});

test('Stop ends listening with the hub', async () => {
  await editor.runCommand('Dev Sync: Start Listening');
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  await editor.runCommand('Dev Sync: Stop');
  await untilNoMicrophone(editor);
  await untilReleased();
});

test('all that brought no message of an error, and the panel broke no rule of its content security policy', async () => {
  assert.deepEqual(
    (await editor.notifications()).filter(({ severity }) => severity === 'error').map(({ text }) => text),
    [],
  );
  assert.deepEqual(editor.problems, []);
});
