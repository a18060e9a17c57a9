import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/project.ts';

const refused = {
  'fanout.ts --scenarios=s10,nothing': 'There is no scenario "nothing".',
  'fanout.ts --rounds=many': '--rounds is a whole number from 1 on, not "many".',
  'fanout.ts --rounds=0': '--rounds is a whole number from 1 on, not "0".',
  'main.ts --only=nothing': 'There is no bench "nothing".',
};

for (const [command, words] of Object.entries(refused)) {
  test(`${command} measures nothing and says why`, () => {
    const [script = '', parameter = ''] = command.split(' ');
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, 'bench', script), parameter], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.ok(stderr.includes(words), stderr);
  });
}
