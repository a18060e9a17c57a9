import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetSuiteResult, readSuiteResult, suiteBundle } from '../../scripts/editorSuite.ts';
import { openEditor } from '../support/editor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { within } from '../support/until.ts';

const SUITE_TIMEOUT_MS = 240_000;

test('the suite in the extension host', async (t) => {
  await using workspace = await tempWorkspace({
    'src/App.tsx': 'export {};\n',
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': await quietPort() }),
  });
  forgetSuiteResult();
  await using editor = await openEditor({ folder: workspace.path, mode: 'development', testsPath: suiteBundle });
  const code = await within(editor.suiteExit, 'the end of the suite', SUITE_TIMEOUT_MS);
  const { tests } = readSuiteResult();
  for (const { title, state, durationMs, error } of tests) {
    await t.test(`${title} (${durationMs} ms in the editor)`, { skip: state === 'skipped' }, () => assert.equal(state, 'passed', error));
  }
  assert.equal(code, 0);
});
