import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readTemplates } from '../../../../src/extension/eventFiles/templates.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { scriptedFileCalls } from '../../../support/scriptedFileCalls.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const paid = '{"event_type":"order.paid","data":{"id":12345678901234567890},"source":"shop"}';

test('templates come first, then fixtures, of all folders, by name', async () => {
  await using one = await tempWorkspace({
    '.dev-sync/fixtures/a.json': paid,
    '.dev-sync/templates/z.json': '{"event_type":"z"}',
    '.dev-sync/templates/b.json': '{\n  "type": "b"\n}',
    '.dev-sync/templates/notes.md': 'x',
  });
  await using two = await tempWorkspace({ '.dev-sync/fixtures/a.json': paid });
  await using none = await tempWorkspace();
  const folders = [one, two, none].map(({ path }) => ({ name: 'x', path }));
  const templates = await readTemplates(scriptedFileCalls({ folders }).calls, recordingLogger().logger);
  assert.deepEqual(
    templates.map(({ name }) => name),
    ['b', 'z', 'a', 'a'],
  );
  assert.deepEqual(templates[2], { name: 'a', type: 'order.paid', data: '{"id":12345678901234567890}', source: 'shop' });
});

test('what cannot be used is left out, and the log says why', async () => {
  await using folder = await tempWorkspace({
    '.dev-sync/templates/broken.json': '{\n  "event_type" 1\n}',
    '.dev-sync/templates/large.json': `{"event_type":"a","data":{"text":"${'x'.repeat(3_000_000)}"}}`,
    '.dev-sync/templates/two.json': `${paid}\n${paid}`,
    '.dev-sync/templates/folder.json/x': '',
    '.dev-sync/templates/right.json': paid,
  });
  // Windows has none, and nobody waits for one there.
  if (process.platform !== 'win32') execFileSync('mkfifo', [`${folder.path}/.dev-sync/templates/pipe.json`]);
  const log = recordingLogger();
  const { calls } = scriptedFileCalls({ folders: [{ name: 'x', path: folder.path }] });
  assert.deepEqual(
    (await readTemplates(calls, log.logger)).map(({ name }) => name),
    ['right'],
  );
  const reasons = log.linesOf('warn').join('\n');
  for (const reason of ['Line 2: It is not valid JSON', 'larger than any event', 'not one event', 'no file'])
    assert.match(reasons, new RegExp(reason));
});

test('a workspace with thousands of them holds up nobody', async () => {
  const files = Array.from({ length: 250 }, (_, n) => [`.dev-sync/fixtures/${n}.json`, paid] as const);
  await using folder = await tempWorkspace(Object.fromEntries(files));
  const { calls } = scriptedFileCalls({ folders: [{ name: 'x', path: folder.path }] });
  assert.equal((await readTemplates(calls, recordingLogger().logger)).length, 200);
});

test('in Restricted Mode the workspace has none', async () => {
  await using folder = await tempWorkspace({ '.dev-sync/templates/a.json': paid });
  const { calls } = scriptedFileCalls({ folders: [{ name: 'x', path: folder.path }], isTrusted: false });
  assert.deepEqual(await readTemplates(calls, recordingLogger().logger), []);
});
