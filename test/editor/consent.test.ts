import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import { type DevServer, type PageAnswer, startDevServer } from '../support/devServer.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { healthOf, untilStatus } from '../support/hubInEditor.ts';
import { MICROPHONE_ID, untilMicrophone, untilNoMicrophone } from '../support/microphoneInEditor.ts';
import { openStream } from '../support/openStream.ts';
import { quietPort } from '../support/ports.ts';
import { childrenOf } from '../support/processes.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** Pages of a dev server and a program without the token want to listen; a person answers. The steps build on each other. */
const ANY_QUESTION = 'wants to switch on the microphone';
const PROGRAM = 'A program without the token of the hub';

let pulse: Pulse;
let devServer: DevServer;
let workspace: TempWorkspace;
let editor: Editor;
let url: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  pulse = await startPulse();
  devServer = await startDevServer();
  workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.autoStart': true }) });
  editor = await openEditor({ folder: workspace.path, env: pulse.env });
  await untilStatus(editor, `is on at ${url}`);
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await devServer?.[Symbol.asyncDispose]();
  await pulse?.[Symbol.asyncDispose]();
});

const startFrom = (name: string) => devServer.postFrom(name, url + routes.listenStart);
const questionOf = (asker: string) =>
  `${asker} ${ANY_QUESTION} of ${hostname()}. It hears levels, not sound. Without an answer in 30 seconds it is told no.`;
const codeOf = ({ body }: PageAnswer) => (body.error as { code: string } | undefined)?.code;
const openQuestions = async () => (await editor.notifications()).map(({ text }) => text).filter((text) => text.includes(ANY_QUESTION));
const click = async (text: string, name: string | RegExp) => (await editor.notification(text)).getByRole('button', { name }).click();

async function restart(): Promise<void> {
  const { pid } = await healthOf(url);
  await editor.runCommand('Dev Sync: Restart');
  // While there is no hub nobody answers.
  await until(async () => (await healthOf(url).catch(() => ({ pid }))).pid !== pid, 'the next hub', 20_000);
  await untilStatus(editor, `is on at ${url}`);
}

async function stopListening(): Promise<void> {
  await editor.statusBar(MICROPHONE_ID).locator('a').first().click();
  await untilNoMicrophone(editor);
}

async function startByProgram(): Promise<number> {
  return (await fetch(url + routes.listenStart, { method: 'POST' })).status;
}

/** Looks all the time for processes that the hub starts; the answer ends that, and says which there were. */
function watchChildren(pid: number): () => readonly number[] {
  const seen = new Set<number>();
  const look = () => {
    for (const child of childrenOf(pid)) seen.add(child);
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    look();
    return [...seen];
  };
}

test('a page that wants to listen is told to wait, a person is asked, and after "Deny" nothing was ever recorded', async () => {
  await using stream = await openStream(url, { query: '?types=listening_status' });
  const childrenSoFar = watchChildren((await healthOf(url)).pid);
  const { status, body } = await startFrom('denied');
  assert.deepEqual([status, body.pending, body.sessionId], [202, true, null]);
  const question = await editor.notification(questionOf(devServer.originOf('denied')));
  const buttons = question.getByRole('button', { name: /Allow|Deny/ });
  assert.deepEqual(await buttons.allInnerTexts(), ['Allow Once', 'Always Allow Here', 'Deny']);
  await editor.screenshot('editor-microphone-question');
  await question.getByRole('button', { name: 'Deny' }).click();
  const { data } = (await stream.until('listening_status')).at(-1) ?? {};
  assert.deepEqual(data?.data, { isListening: false, sessionId: null, status: 'denied' });
  const again = await startFrom('denied');
  assert.deepEqual([again.status, codeOf(again), await openQuestions()], [403, 'mic-denied', []]);
  assert.deepEqual([childrenSoFar(), await pulse.recorders()], [[], []]);
  assert.equal(await editor.statusBarItem(MICROPHONE_ID), undefined);
});

test('a question that is closed is a "no"', async () => {
  assert.equal((await startFrom('closed')).status, 202);
  const question = await editor.notification(questionOf(devServer.originOf('closed')));
  await question.hover();
  await question.getByRole('button', { name: /Clear Notification/ }).click();
  await until(async () => codeOf(await startFrom('closed')) === 'mic-denied', 'the refusal');
});

test('after "Allow Once" the indicator is on, and the page is let in', async () => {
  assert.equal((await startFrom('once')).status, 202);
  await click(questionOf(devServer.originOf('once')), 'Allow Once');
  await untilMicrophone(editor, 'Microphone on, started by a page');
  assert.equal((await pulse.recorders()).length, 1);
  const { status, body } = await startFrom('once');
  assert.deepEqual([status, typeof body.sessionId], [200, 'string']);
  await stopListening();
  assert.equal(codeOf(await startFrom('once')), 'mic-asked-before');
});

test('after "Always Allow Here" nobody is asked about that page again, also by the next hub', async () => {
  assert.equal((await startFrom('always')).status, 202);
  await click(questionOf(devServer.originOf('always')), 'Always Allow Here');
  await untilMicrophone(editor, 'Microphone on, started by a page');
  await editor.notification(`${devServer.originOf('always')} may listen in this workspace until `);
  await stopListening();
  assert.equal((await startFrom('always')).status, 200);
  await untilMicrophone(editor, 'Microphone on, started by a page');
  await stopListening();
  await restart();
  assert.equal((await startFrom('always')).status, 200);
  await untilMicrophone(editor, 'Microphone on, started by a page');
  await stopListening();
  assert.deepEqual(await openQuestions(), []);
});

test('the command lists that page with its last day; one that is removed is asked about again at once', async () => {
  await click(`${devServer.originOf('always')} may listen in this workspace until `, 'Manage');
  const widget = editor.page.locator('.quick-input-widget');
  await widget.locator('.quick-input-title').filter({ hasText: 'Microphone Permissions' }).waitFor();
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const [row, ...others] = await rows.allInnerTexts();
  assert.deepEqual(others, []);
  assert.match(row ?? '', new RegExp(`^${devServer.originOf('always')}\\s*until \\d+ [A-Z][a-z]+ 20\\d\\d$`));
  await editor.screenshot('editor-microphone-permissions');
  await rows.first().click();
  await editor.notification(`${devServer.originOf('always')} will be asked about again before it may listen in this workspace.`);
  assert.equal((await startFrom('always')).status, 202);
  await click(questionOf(devServer.originOf('always')), 'Deny');
});

test('an empty list is said in words', async () => {
  await editor.runCommand('Dev Sync: Manage Microphone Permissions');
  await editor.notification('Every page is asked about before it may listen.');
});

test('a program can be allowed once only; its question stands once, though the next hub asks it again', async () => {
  assert.equal(await startByProgram(), 202);
  const question = await editor.notification(questionOf(PROGRAM));
  assert.deepEqual(await question.getByRole('button', { name: /Allow|Deny/ }).allInnerTexts(), ['Allow Once', 'Deny']);
  await restart();
  assert.deepEqual(await openQuestions(), [questionOf(PROGRAM)]);
  assert.equal(await startByProgram(), 202);
  assert.deepEqual(await openQuestions(), [questionOf(PROGRAM)]);
  await click(questionOf(PROGRAM), 'Allow Once');
  await untilMicrophone(editor, 'Microphone on, started by a program');
  await stopListening();
});

test('all that brought no message of an error', async () => {
  const errors = (await editor.notifications()).filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors, []);
});
