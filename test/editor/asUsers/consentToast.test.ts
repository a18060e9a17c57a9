import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '../../../src/shared/api.ts';
import { openEditor } from '../../support/editor.ts';
import { untilStatus } from '../../support/hubInEditor.ts';
import { quietPort } from '../../support/ports.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';

/** The editor takes messages off the screen after 12 s; the person has 30. */
const LATE_MS = 20_000;
const Origin = 'http://localhost:3000';

test('a question about the microphone can be seen as long as it is open, and to close it then is a "no"', async () => {
  const url = `http://localhost:${await quietPort()}`;
  await using workspace = await tempWorkspace({
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': Number(new URL(url).port), 'devSync.autoStart': true }),
  });
  // Only there messages are shown on the screen.
  await using editor = await openEditor({ folder: workspace.path, mode: 'as-users-have-it' });
  await untilStatus(editor, `is on at ${url}`);
  const start = async () => (await fetch(url + routes.listenStart, { method: 'POST', headers: { Origin } })).status;
  assert.equal(await start(), 202);
  const askedAt = performance.now();
  const question = await editor.notification(`${Origin} wants to switch on the microphone`);
  await until(() => performance.now() - askedAt > LATE_MS, 'a while', 2 * LATE_MS);
  assert.ok(await question.isVisible());
  assert.equal((await editor.notifications()).length, 1);
  // Nothing of what the editor has closed was an answer.
  assert.equal(await start(), 202);
  await editor.screenshot('toast-microphone-question');
  await question.hover();
  await question.getByRole('button', { name: /Clear Notification/ }).click();
  await until(async () => (await start()) === 403, 'the refusal');
});
