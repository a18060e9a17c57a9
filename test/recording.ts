import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { fail, node, root, say } from '../scripts/project.ts';
import { findOnPath } from '../scripts/systemPackages.ts';
import { type Editor, openEditor } from './support/editor.ts';
import { Film } from './support/film/film.ts';
import { untilStatus } from './support/hubInEditor.ts';
import { untilMicrophone } from './support/microphoneInEditor.ts';
import { frameOf, rowIn } from './support/panelInEditor.ts';
import { tempWorkspace } from './support/tempWorkspace.ts';
import { floatWav, sine } from './support/wav.ts';

/** Films the way from "Start" to "Stop" in a real VS Code, as the README shows it. */
const SIZE = { width: 800, height: 540, scale: 1.125 };
const target = join(root, 'docs/images/recording.gif');
/** It is in each VSIX. */
const MAX_BYTES = 900_000;
const URL = 'http://localhost:4848';
const CURL = `curl localhost:4848/dev/webhook -H 'Content-Type: application/json' -d '{"event_type":"order.created","data":{"id":"o-1","total":42.5}}'`;
const SAMPLES_PER_SECOND = 48_000;

/** What the terminal runs: the backend of a small shop. */
const shop = `const events = [
  ['agent.created', { agent_id: 'a-1', role: 'planner' }],
  ['agent.status', { agent_id: 'a-1', status: 'thinking', steps: 2 }],
  ['order.paid', { id: 'o-1', total: 42.5, method: 'card' }],
  ['agent.status', { agent_id: 'a-1', status: 'done', steps: 7 }],
  ['order.shipped', { id: 'o-1', carrier: 'DHL' }],
];
for (const [event_type, data] of events) {
  const body = JSON.stringify({ event_type, data });
  await fetch('${URL}/dev/webhook', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  await new Promise((resolve) => setTimeout(resolve, 250));
}
`;

/** Nothing but what the film is about. */
const plainWindow = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.reduceMotion': 'on',
  'window.menuBarVisibility': 'hidden',
  'window.commandCenter': false,
  'window.customTitleBarVisibility': 'never',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.lineNumbers': 'off',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.cursorBlinking': 'solid',
  'terminal.integrated.shellIntegration.enabled': false,
  'terminal.integrated.initialHint': false,
  'terminal.integrated.fontSize': 13,
  // The others take the scale of the film for that of a screen, and cut the last column.
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.defaultProfile.linux': 'plain',
  'terminal.integrated.profiles.linux': { plain: { path: 'bash', args: ['--norc', '--noprofile'], env: { PS1: '\\n$ ' } } },
};

async function main(): Promise<void> {
  if (!findOnPath('ffmpeg')) throw new Error('The recording needs ffmpeg. Install it (Debian: apt-get install ffmpeg) and run this again.');
  await node(['esbuild.mjs']);
  await using workspace = await tempWorkspace({ 'shop/src/orders.js': "export const currency = 'EUR';\n", 'shop/shop.mjs': shop });
  const voice = join(workspace.path, 'voice.wav');
  await writeFile(voice, spoken());
  const ours = { 'devSync.audio.backend': 'file', 'devSync.audio.device': voice, 'devSync.webhooks.targets': [] };
  await workspace.write('shop/.vscode/settings.json', JSON.stringify(ours));
  await using editor = await openEditor({ folder: join(workspace.path, 'shop'), settings: plainWindow });
  await using film = await Film.of(editor.page, SIZE);
  await setTheScene(editor);
  await film.hold(700);
  await start(editor, film);
  await post(editor, film);
  await save(editor, film);
  await lookAt(editor, film);
  await listen(editor, film);
  await stop(editor, film);
  await film.writeGif(target);
  const { size } = await stat(target);
  say(`${target}: ${film.seconds.toFixed(1)} s, ${Math.round(size / 1000)} kB`);
  if (size > MAX_BYTES) throw new Error(`It is larger than ${MAX_BYTES / 1000} kB.`);
}

/** A file beside a terminal, and the panel below. */
async function setTheScene(editor: Editor): Promise<void> {
  await editor.runCommand('View: Close Primary Side Bar');
  await editor.runCommand('Dev Sync: Show Panel');
  await frameOf(editor, 'view');
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.openFile('orders.js');
  await editor.runCommand('Terminal: Create New Terminal in Editor Area to the Side');
  // What is typed before its prompt is there may be lost.
  await editor.page.locator('.part.editor .xterm-rows').filter({ hasText: '$' }).waitFor();
}

async function start(editor: Editor, film: Film): Promise<void> {
  const { page } = editor;
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input.input').waitFor();
  await film.type('Dev Sync: Start', 3);
  await film.hold(500);
  await page.keyboard.press('Enter');
  await untilStatus(editor, URL);
  await (await frameOf(editor, 'view')).getByText('Waiting for events').waitFor();
  await film.hold(700);
}

async function post(editor: Editor, film: Film): Promise<void> {
  const terminal = editor.page.locator('.part.editor .terminal-wrapper.active');
  await film.click(terminal);
  await terminal.locator('.xterm-helper-textarea').focus();
  await film.type(CURL, 28);
  await film.hold(400);
  await editor.page.keyboard.press('Enter');
  await film.rollUntil(await isRow(editor, 'order.created'));
  await film.hold(700);
  await film.type('node shop.mjs', 3);
  await editor.page.keyboard.press('Enter');
  await film.rollUntil(await isRow(editor, 'order.shipped'));
  await film.hold(300);
}

async function save(editor: Editor, film: Film): Promise<void> {
  const { page } = editor;
  await film.click(page.locator('.monaco-editor .view-line').nth(1));
  await film.type('export const vat = 0.19;', 4);
  await page.keyboard.press('ControlOrMeta+S');
  await film.rollUntil(await isRow(editor, 'orders.js'));
  await film.hold(700);
}

async function lookAt(editor: Editor, film: Film): Promise<void> {
  await film.click(await rowIn(editor, 'view', 'done'));
  const frame = await frameOf(editor, 'view');
  await frame.getByRole('tab', { name: 'Diff' }).waitFor();
  await film.hold(800);
  await film.click(frame.getByRole('tab', { name: 'Diff' }));
  await film.hold(1200);
}

async function listen(editor: Editor, film: Film): Promise<void> {
  const microphone = (await frameOf(editor, 'view')).getByRole('button', { name: 'Microphone', exact: true });
  await film.click(microphone);
  await untilMicrophone(editor, 'Microphone on');
  await film.roll(2000);
  await film.click(microphone);
  await film.hold(400);
}

async function stop(editor: Editor, film: Film): Promise<void> {
  await film.click(editor.page.locator('.part.panel').getByRole('button', { name: 'Stop', exact: true }));
  await untilStatus(editor, 'Dev Sync is off');
  await film.hold(1000);
}

/** Looks whether the panel has a row with these words. */
async function isRow(editor: Editor, words: string): Promise<() => Promise<boolean>> {
  const row: Locator = (await frameOf(editor, 'view')).locator('.row').filter({ hasText: words }).first();
  return () => row.isVisible();
}

/** A voice that says words: it swells and pauses. */
function spoken(): Buffer {
  const loudness = (second: number) => Math.max(0.002, Math.sin(second * 4.3) * (0.55 + 0.45 * Math.sin(second * 13)));
  const samples = sine({ hertz: 220, dbfs: -4, seconds: 12 });
  return floatWav(samples.map((sample, n) => sample * loudness(n / SAMPLES_PER_SECOND)));
}

try {
  await main();
} catch (error) {
  fail(error);
}
