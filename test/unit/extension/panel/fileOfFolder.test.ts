import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { pathsOf } from '../../../../src/extension/panel/fileOfFolder.ts';

const root = resolve('/work/shop');
const other = resolve('/old/shop');
const folders = [
  { name: 'shop', path: root },
  { name: 'api', path: resolve('/work/api') },
  { name: 'shop', path: other },
];

test('a file is looked for in every folder of that name', () => {
  assert.deepEqual(pathsOf({ folder: 'shop', file: 'src/App.tsx' }, folders), [join(root, 'src/App.tsx'), join(other, 'src/App.tsx')]);
});

for (const file of ['src/../App.tsx', './a', '..rc', '.../a', 'a..b/c']) {
  test(`"${file}" stays within its folder`, () => {
    assert.equal(pathsOf({ folder: 'api', file }, folders)[0], resolve('/work/api', file));
  });
}

for (const file of ['../shop/a', '..', 'src/../../a', '/etc/passwd', resolve('/work/api/a'), '', '.', 'a/..']) {
  test(`"${file}" is refused`, () => {
    assert.throws(() => pathsOf({ folder: 'api', file }, folders), {
      code: 'not-found',
      message: `"${file}" is not a path within its folder.`,
    });
  });
}

test('a folder of another window is said to be missing here', () => {
  assert.throws(() => pathsOf({ folder: 'blog', file: 'a' }, folders), { message: 'No folder "blog" is open in this window.' });
});
