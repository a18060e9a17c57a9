import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import type { ListenStatusAnswer } from '../../src/shared/listening.ts';
import { type Editor, openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** The security self-test as a person runs it. The steps build on each other. */
let url: string;
let workspace: TempWorkspace;
let editor: Editor;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  workspace = await tempWorkspace();
  editor = await openEditor({ folder: workspace.path, settings: { 'devSync.port': port } });
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
});

test('of a hub that is off there is nothing to test, and Start is offered', async () => {
  await untilStatus(editor, 'is off');
  await editor.runCommand('Dev Sync: Run Security Self-Test');
  const message = await editor.notification('The self-test attacks the hub, which is off.');
  await message.getByRole('button', { name: 'Start' }).click();
  await untilStatus(editor, `is on at ${url}`);
});

/** The cells of each row of the table that is shown. */
async function table(): Promise<string[][]> {
  const frame = await editor.panelFrame('table');
  return frame
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())));
}

test('the self-test shows a table of ten probes, none of which got through', async () => {
  await editor.runCommand('Dev Sync: Run Security Self-Test');
  const rows = await until(async () => ((now) => (now.length === 10 ? now : undefined))(await table()), 'the table', 30_000);
  assert.deepEqual(
    rows.filter(([verdict, name]) => verdict !== 'pass' && !(verdict === 'not checked' && name?.startsWith('Another machine'))),
    [],
  );
  assert.deepEqual(
    rows.map((row) => row.length),
    rows.map(() => 5),
  );
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.closeQuickInput();
  await editor.screenshot('security-self-test');
});

test('the page can be read, but not written', async () => {
  const frame = await editor.panelFrame('table');
  assert.match(await frame.locator('body').innerText(), new RegExp(`The hub at ${url}, probed on`));
  assert.equal(await editor.page.locator('.tab.active').filter({ hasText: 'Security Self-Test' }).count(), 1);
  assert.equal(await editor.page.locator('.tab.dirty').count(), 0);
});

test('it left no event, and no microphone is on', async () => {
  const { events } = (await (await fetch(url + routes.history)).json()) as { events: HubEvent[] };
  assert.deepEqual(events, []);
  const { sessionId } = (await (await fetch(url + routes.listenStatus)).json()) as ListenStatusAnswer;
  assert.equal(sessionId, null);
});

test('run again, the page says what is now', async () => {
  const said = async () => (await editor.panelFrame('table')).locator('body').innerText();
  const before = await said();
  await editor.runCommand('Dev Sync: Run Security Self-Test');
  await until(async () => (await said()) !== before, 'another time of day');
  assert.equal((await table()).length, 10);
});

test('when the window comes back, a report of before does not', async () => {
  const reports = editor.page.getByRole('tab', { name: /Security Self-Test/ });
  assert.equal(await reports.count(), 1);
  await editor.reload();
  // Until then the editor may not have brought its tabs back yet.
  await untilStatus(editor, 'is on');
  await until(async () => (await reports.count()) === 0, 'the old report is closed');
});

test('the page about security comes with the extension', async () => {
  await editor.runCommand('Dev Sync: Run Security Self-Test');
  await (await editor.panelFrame('table')).getByRole('link', { name: 'Security' }).click();
  await until(async () => (await (await editor.panelFrame('h1')).locator('body').innerText()).includes('Threat model'), 'the page');
});
