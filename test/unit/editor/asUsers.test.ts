import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/project.ts';

/** Files in test/editor/asUsers are left out when the package is tested, since they have nothing else in any case. */
const MODE = "mode: 'as-users-have-it'";

const sourcesOf = (glob: string) =>
  globSync(glob, { cwd: join(root, 'test/editor') }).map((file) => readFileSync(join(root, 'test/editor', file), 'utf8'));
const hostsOf = (source: string) => [...source.matchAll(/(?:openEditor|startEditorHost)\(([^)]*)\)/g)].map(([, options = '']) => options);

test('a file is in test/editor/asUsers when all its windows are as users have them', () => {
  const files = sourcesOf('asUsers/*.test.ts');
  assert.ok(files.length > 0);
  for (const hosts of files.map(hostsOf)) {
    assert.ok(hosts.length > 0);
    assert.deepEqual(
      hosts.filter((options) => !options.includes(MODE) && !/\bhost\b/.test(options)),
      [],
    );
  }
});

test('no other file of the editor suite has such a window', () => {
  const files = sourcesOf('*.test.ts');
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((source) => source.includes(MODE)),
    [],
  );
});
