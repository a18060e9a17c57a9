import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { foldersAround, freePlaceBeside, placeOf } from '../../../../src/extension/addClient/place.ts';
import type { Project } from '../../../../src/extension/addClient/project.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const table: readonly (readonly [language: Project['language'], files: readonly string[], place: string])[] = [
  ['ts', ['src/main.ts'], 'src/lib/dev-webhook.ts'],
  ['js', ['src/lib/other.js'], 'src/lib/dev-webhook.js'],
  ['ts', ['app/page.tsx'], 'lib/dev-webhook.ts'],
  ['py', ['app/main.py'], 'app/dev_webhook.py'],
  ['py', ['app/page.tsx', 'main.py'], 'dev_webhook.py'],
  ['py', ['src/shop/__init__.py', 'tests/__init__.py'], 'src/shop/dev_webhook.py'],
  ['py', ['shop/__init__.py', 'migrations/__init__.py'], 'shop/dev_webhook.py'],
  ['py', ['tests/__init__.py', 'main.py'], 'dev_webhook.py'],
];

for (const [language, files, place] of table) {
  test(`beside ${files.join(' and ')} the client is ${place}`, async () => {
    await using folder = await tempWorkspace(Object.fromEntries(files.map((file) => [file, ''])));
    const project: Project = { kind: 'node', label: '', path: folder.path, language, packages: undefined };
    assert.equal(relative(folder.path, await placeOf(project)), join(place));
  });
}

test('a name that is taken gets the next number, as one that programs can import', async () => {
  await using folder = await tempWorkspace({ 'dev-webhook-2.ts': '', 'my.app/dev_webhook.py': '' });
  assert.equal(await freePlaceBeside(`${folder.path}/dev-webhook.ts`), `${folder.path}/dev-webhook-3.ts`);
  assert.equal(await freePlaceBeside(`${folder.path}/my.app/dev_webhook.py`), `${folder.path}/my.app/dev_webhook_2.py`);
});

test('what is around a file ends with its project', () => {
  assert.deepEqual(foldersAround('/work/shop/src/lib/a.ts', '/work/shop'), ['/work/shop/src/lib', '/work/shop/src', '/work/shop']);
});
