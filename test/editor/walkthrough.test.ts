import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

test('the walkthrough begins with a step that is done when the hub is on already', async () => {
  await using workspace = await tempWorkspace();
  await using editor = await openEditor({ folder: workspace.path, settings: { 'devSync.port': await quietPort() } });
  const { page } = editor;
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, 'is on at');
  await editor.runCommand('Welcome: Open Walkthrough...');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with Dev Sync' }).click();
  const steps = page.locator('.getting-started-step');
  await until(async () => (await steps.first().getAttribute('aria-checked')) === 'true', 'the first step is done');
  await editor.screenshot('walkthrough');
  assert.deepEqual(await steps.locator('.step-title').allInnerTexts(), [
    'The hub is on',
    'Post an event',
    'Follow events in your app',
    'Save a file, make a sound',
  ]);
});
