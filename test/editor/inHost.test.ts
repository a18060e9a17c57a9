import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { forgetSuiteResult, readSuiteResult, suiteBundle } from '../../scripts/editorSuite.ts';
import { openEditor } from '../support/editor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { tested } from '../support/tested.ts';
import { within } from '../support/until.ts';

const SUITE_TIMEOUT_MS = 240_000;

/** The folders in which a module of the extension looks for packages. */
function packageFoldersOf(extensionPath: string): readonly string[] {
  const places = createRequire(join(extensionPath, 'dist/extension.cjs')).resolve.paths('naudiodon') ?? [];
  return places.filter((place) => existsSync(place));
}

test('the suite in the extension host', async (t) => {
  await using workspace = await tempWorkspace({
    'src/App.tsx': 'export {};\n',
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': await quietPort() }),
  });
  forgetSuiteResult();
  await using editor = await openEditor({ folder: workspace.path, testsPath: suiteBundle });
  const code = await within(editor.suiteExit, 'the end of the suite', SUITE_TIMEOUT_MS);
  const { extensionPath, tests } = readSuiteResult();
  await t.test('ran with the extension that is tested', () => assert.equal(extensionPath, editor.host.extensionPath));
  if (tested === 'vsix') {
    await t.test('ran with an extension that has no packages around it', () => assert.deepEqual(packageFoldersOf(extensionPath), []));
  }
  for (const { title, state, durationMs, error } of tests) {
    await t.test(`${title} (${durationMs} ms in the editor)`, { skip: state === 'skipped' }, () => assert.equal(state, 'passed', error));
  }
  assert.equal(code, 0);
});
