import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/project.ts';
import { python } from '../../scripts/systemPackages.ts';
import { startProgram } from '../support/cli.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { within } from '../support/until.ts';

test('the FastAPI example says what it installs where, and in one line that it could not', { timeout: 120_000 }, async () => {
  await using folder = await tempWorkspace();
  for (const file of ['run.py', 'requirements.txt']) await copyFile(join(root, 'examples/fastapi', file), join(folder.path, file));
  // -S leaves out the packages that the machine has.
  await using program = startProgram(python, ['-S', 'run.py'], { cwd: folder.path, env: { PIP_INDEX_URL: 'http://127.0.0.1:1' } });
  const exit = await within(program.ended, 'the end of the example', 90_000);
  const lines = program.stderr().trimEnd().split('\n');
  assert.deepEqual(
    [exit, lines[0]],
    [{ code: 1, signal: null }, `Installing what lacks of fastapi, httpx, uvicorn into ${join(folder.path, '.venv')} ...`],
  );
  assert.match(lines.at(-1) ?? '', /^It could not be installed\. /);
  assert.doesNotMatch(program.stderr(), /Traceback|Retrying.*Retrying/s);
});
