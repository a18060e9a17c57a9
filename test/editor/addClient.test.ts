import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from '../support/editor.ts';
import { templates } from '../support/pythonProject.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** A client is added to the projects of a workspace. The steps build on each other. */
const place = 'web/src/lib/dev-webhook.ts';
let workspace: TempWorkspace;
let editor: Editor;

before(async () => {
  workspace = await tempWorkspace({
    'web/package.json': JSON.stringify({ devDependencies: { vite: '*', typescript: '*' } }),
    'web/src/main.ts': 'import "./style.css"\n\nexport function start() {\n\treturn 1\n}\n',
    'api/requirements.txt': 'fastapi\n',
    'api/app/main.py': '',
  });
  editor = await openEditor({ folder: workspace.path });
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
});

const rows = () => editor.page.locator('.quick-input-list .monaco-list-row');
const choose = (label: string) => rows().filter({ hasText: label }).click();
const tab = (name: string) => editor.page.locator('.tab.active').filter({ hasText: name });

/** Asks for the client of the frontend. */
async function addToFrontend(): Promise<void> {
  await editor.runCommand('Dev Sync: Add Client to Project');
  await choose('web/src/lib/dev-webhook.ts');
}

test('a person chooses among the projects, and sees the new file, which is in the style of its neighbours', async () => {
  await editor.runCommand('Dev Sync: Add Client to Project');
  await rows().nth(1).waitFor();
  await editor.screenshot('add-client-projects');
  await choose('web/src/lib/dev-webhook.ts');
  await tab('dev-webhook.ts').waitFor();
  const text = await workspace.read(place);
  assert.match(text, /if \(import\.meta\.env\.DEV\) \{\n\t\tconst client = await load\(\)\n/);
  assert.doesNotMatch(text, /'|;$/m);
});

test('a file that was changed is shown beside the new one, and Escape leaves everything as it is', async () => {
  await workspace.write(place, '// mine\n');
  await addToFrontend();
  await tab('dev-webhook.ts (now ↔ new)').waitFor();
  await rows().filter({ hasText: 'Keep Both' }).waitFor();
  await editor.screenshot('add-client-compare');
  await editor.closeQuickInput();
  await editor.page.locator('.tab').filter({ hasText: 'now ↔ new' }).waitFor({ state: 'detached' });
  assert.equal(await workspace.read(place), '// mine\n');
});

test('"Keep Both" writes beside it, "Overwrite" in its place', async () => {
  await addToFrontend();
  await choose('Keep Both');
  await tab('dev-webhook-2.ts').waitFor();
  assert.equal(await workspace.read(place), '// mine\n');
  await addToFrontend();
  await choose('Overwrite');
  await until(async () => (await workspace.read(place)) === (await workspace.read('web/src/lib/dev-webhook-2.ts')), 'the new file');
});

test('a backend gets the client for Python, and word of the package that it needs', async () => {
  await editor.runCommand('Dev Sync: Add Client to Project');
  await choose('api/app/dev_webhook.py');
  await tab('dev_webhook.py').waitFor();
  assert.equal(await workspace.read('api/app/dev_webhook.py'), await readFile(`${templates}/dev_webhook.py`, 'utf8'));
  await editor.notification('dev_webhook.py needs the package httpx');
});

test('in Restricted Mode nothing is written, and the message says what to do', async () => {
  await using folder = await tempWorkspace({ 'main.py': '' });
  await using restricted = await openEditor({ folder: folder.path, trust: true });
  await restricted.runCommand('Dev Sync: Add Client to Project');
  await restricted.notification('This workspace is in Restricted Mode, so nothing is written into it.');
  assert.deepEqual(await readdir(folder.path), ['main.py']);
});
