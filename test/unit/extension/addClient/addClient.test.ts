import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { type AddClientCalls, addClient } from '../../../../src/extension/addClient/addClient.ts';
import { templates } from '../../../support/pythonProject.ts';
import { type TempWorkspace, tempWorkspace } from '../../../support/tempWorkspace.ts';

const vite = JSON.stringify({ devDependencies: { vite: '*', typescript: '*' } });
const place = 'src/lib/dev-webhook.ts';

/** Somebody who chooses the line of this label, or none; answers what was asked, shown and said. */
async function add(folders: readonly string[], answer?: string) {
  const seen = { offered: [] as string[], opened: [] as string[], compared: [] as string[], said: [] as string[] };
  const calls: AddClientCalls = {
    pick: async (lines) => {
      seen.offered.push(...lines.map(({ label, description }) => `${label} ${description}`));
      return lines.find(({ label }) => label === answer);
    },
    open: async (path) => void seen.opened.push(path),
    compare: async (path, text, decide) => {
      seen.compared.push(path, text);
      return await decide();
    },
    inform: (sentence) => void seen.said.push(sentence),
  };
  const named = folders.map((path) => ({ name: basename(path), path }));
  await addClient({ folders: named, templates, hubUrl: 'http://localhost:4848', calls });
  return seen;
}

/** Everything in there, by its place. */
function filesOf({ path }: TempWorkspace): string[] {
  return globSync('**/*.*', { cwd: path }).sort();
}

test('a project gets one file, which is shown, and nothing else is changed or asked', async () => {
  await using folder = await tempWorkspace({ 'package.json': vite, 'src/main.ts': 'import "./x"\n' });
  const { offered, opened, said } = await add([folder.path]);
  assert.deepEqual([offered, opened, said], [[], [join(folder.path, place)], []]);
  assert.deepEqual(filesOf(folder), ['package.json', 'src/lib/dev-webhook.ts', 'src/main.ts']);
  assert.equal(await folder.read('package.json'), vite);
  assert.match(await folder.read(place), /if \(import\.meta\.env\.DEV\) \{\n/);
});

test('of several projects a person chooses, also not', async () => {
  await using folder = await tempWorkspace({ 'web/package.json': vite, 'web/src/a.ts': '', 'api/requirements.txt': 'fastapi\nhttpx' });
  const { offered, opened } = await add([folder.path]);
  assert.deepEqual(offered, ['FastAPI api/dev_webhook.py', 'Vite web/src/lib/dev-webhook.ts']);
  assert.deepEqual([opened, filesOf(folder).length], [[], 3]);
  const { opened: chosen, said } = await add([folder.path], 'FastAPI');
  assert.deepEqual([chosen, said], [[join(folder.path, 'api/dev_webhook.py')], []]);
  assert.equal(await folder.read('api/dev_webhook.py'), await readFile(`${templates}/dev_webhook.py`, 'utf8'));
});

test('in a workspace of several folders each place says whose it is', async () => {
  await using a = await tempWorkspace({ 'package.json': vite });
  await using b = await tempWorkspace({ 'package.json': '{}' });
  const { offered } = await add([a.path, b.path]);
  assert.deepEqual(offered, [`Vite ${basename(a.path)}/lib/dev-webhook.ts`, `JavaScript ${basename(b.path)}/lib/dev-webhook.js`]);
});

test('a backend without httpx is told so', async () => {
  await using folder = await tempWorkspace({ 'requirements.txt': 'fastapi' });
  assert.deepEqual((await add([folder.path])).said, ['dev_webhook.py needs the package httpx, which this project does not name.']);
});

test('the same file again is only shown', async () => {
  await using folder = await tempWorkspace({ 'package.json': vite, 'src/main.ts': '' });
  await add([folder.path]);
  await folder.write(place, (await folder.read(place)).replaceAll('\n', '\r\n'));
  const { compared, opened } = await add([folder.path]);
  assert.deepEqual([compared, opened], [[], [join(folder.path, place)]]);
});

for (const answer of [undefined, 'Cancel', 'Overwrite', 'Keep Both']) {
  test(`another file of that name is compared first; after "${answer ?? 'Escape'}" nothing is lost unasked`, async () => {
    await using folder = await tempWorkspace({ 'package.json': vite, [place]: 'mine\n' });
    const { compared, opened } = await add([folder.path], answer);
    assert.deepEqual([compared[0], compared[1]?.includes('import.meta.env.DEV')], [join(folder.path, place), true]);
    const shown = { Overwrite: [place], 'Keep Both': ['src/lib/dev-webhook-2.ts'] }[answer ?? ''] ?? [];
    assert.deepEqual(
      opened,
      shown.map((file) => join(folder.path, file)),
    );
    assert.equal((await folder.read(place)) === 'mine\n', answer !== 'Overwrite');
    assert.equal(filesOf(folder).length, answer === 'Keep Both' ? 3 : 2);
    for (const file of shown) assert.equal(await folder.read(file), compared[1]);
  });
}
