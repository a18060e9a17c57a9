import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import type { ErrorBody } from '../../src/shared/errors.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { tokenHeader } from '../support/hubInEditor.ts';
import { MICROPHONE_ID, untilMicrophone } from '../support/microphoneInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

let pulse: Pulse;
let workspace: TempWorkspace;
let editor: Editor;
let url: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  pulse = await startPulse({ withoutDevices: true });
  workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.autoStart': true }) });
  editor = await openEditor({ folder: workspace.path, env: pulse.env });
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await pulse?.[Symbol.asyncDispose]();
});

const errorsIn = async (window: Editor) => (await window.notifications()).filter(({ severity }) => severity === 'error');

/** What the hub of a window answers to a program that wants to listen, and has the token. */
async function refusalOf({ host }: Editor, hub: string): Promise<ErrorBody['error']> {
  const start = async () => fetch(hub + routes.listenStart, { method: 'POST', headers: await tokenHeader(host, hub) });
  const response = await until(start, 'the hub', 30_000);
  assert.equal(response.status, 503);
  return ((await response.json()) as ErrorBody).error;
}

/** The one message of a window that was told to listen and cannot. */
async function failureOf(window: Editor): Promise<string> {
  await window.runCommand('Dev Sync: Start Listening');
  await until(async () => (await errorsIn(window)).length > 0, 'the message', 30_000);
  const [failure, ...others] = await errorsIn(window);
  assert.deepEqual(others, []);
  assert.equal(await window.statusBarItem(MICROPHONE_ID), undefined);
  return failure?.text ?? '';
}

test('without a microphone there is one message, with the sentence of the hub, which also says whose microphone is missing', async () => {
  const { code, message, next } = await refusalOf(editor, url);
  assert.equal(code, 'no-microphone');
  const failure = await failureOf(editor);
  assert.ok(failure.startsWith(`Dev Sync: ${message} ${next}`), failure);
  assert.ok(failure.includes(`Dev Sync listens on ${hostname()}, where your code runs.`), failure);
  await editor.screenshot('editor-no-microphone');
});

test('its button tries again, which works as soon as a microphone is there', async () => {
  await pulse.plugIn();
  const failure = await editor.notification('Dev Sync: ');
  assert.deepEqual(await failure.getByRole('button', { name: /Select Microphone|Try Again|Show Log/ }).allInnerTexts(), [
    'Try Again',
    'Show Log',
  ]);
  await failure.getByRole('button', { name: 'Try Again' }).click();
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
});

test('a microphone that goes away in the middle is a warning in the status bar and no message, and comes back by itself', async () => {
  await pulse.kill();
  await untilMicrophone(editor, 'no sound');
  const item = await editor.statusBarItem(MICROPHONE_ID);
  assert.ok(item?.classes.includes('warning-kind'), item?.classes.join(' '));
  await editor.screenshot('editor-microphone-lost');
  await pulse.start();
  await pulse.plugIn();
  await untilMicrophone(editor, 'Microphone on, started by VS Code');
  assert.deepEqual(await errorsIn(editor), []);
});

test('where nothing can capture sound there is one message with the sentence of the hub, too', async () => {
  const port = await quietPort();
  const settings = { 'devSync.port': port, 'devSync.autoStart': true, 'devSync.audio.backend': 'parec' };
  await using folder = await tempWorkspace({ '.vscode/settings.json': JSON.stringify(settings) });
  // As from a command line, where the editor does not ask a login shell for another PATH.
  const env = { ...pulse.env, PATH: folder.path, VSCODE_CLI: '1' };
  await using window = await openEditor({ folder: folder.path, env });
  const { code, message, next } = await refusalOf(window, `http://localhost:${port}`);
  assert.equal(code, 'no-audio-backend');
  const failure = await failureOf(window);
  assert.ok(failure.startsWith(`Dev Sync: ${message} ${next}`), failure);
});
