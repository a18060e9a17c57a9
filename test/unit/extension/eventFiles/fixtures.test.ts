import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { readEventFile } from '../../../../src/client/eventFiles/readEventFile.ts';
import { saveFixture } from '../../../../src/extension/eventFiles/fixtures.ts';
import { parseWebhookEvent } from '../../../../src/server/schemas/event.ts';
import { limits } from '../../../../src/shared/api.ts';
import { scriptedFileCalls } from '../../../support/scriptedFileCalls.ts';
import { type TempWorkspace, tempWorkspace } from '../../../support/tempWorkspace.ts';

const draft = { type: 'order.paid', data: '{"id":12345678901234567890,"lines":[1]}', source: 'shop' };
const inFolder = ({ path }: TempWorkspace, name = 'shop') => ({ name, path });

test('an event is saved as what curl posts as it is, with all digits', async () => {
  await using folder = await tempWorkspace();
  const { calls, offered } = scriptedFileCalls({ folders: [inFolder(folder)] });
  assert.equal(await saveFixture(draft, calls), '.dev-sync/fixtures/order.paid.json');
  const text = await folder.read('.dev-sync/fixtures/order.paid.json');
  assert.equal(
    text,
    '{\n  "event_type": "order.paid",\n  "data": {\n    "id": 12345678901234567890,\n    "lines": [\n      1\n    ]\n  },\n  "source": "shop"\n}\n',
  );
  assert.equal(parseWebhookEvent(JSON.parse(text)).type, 'order.paid');
  assert.deepEqual(offered, [
    'The event is saved as .dev-sync/fixtures/order.paid.json.',
    `${folder.path}/.dev-sync/fixtures/order.paid.json`,
  ]);
});

test('what is there stays as it is, and the next one has a number', async () => {
  await using folder = await tempWorkspace({ '.dev-sync/fixtures/order.paid.json': 'mine' });
  const { calls } = scriptedFileCalls({ folders: [inFolder(folder)] });
  const saved = [await saveFixture(draft, calls), await saveFixture({ ...draft, source: null }, calls)];
  assert.deepEqual(saved, ['.dev-sync/fixtures/order.paid-2.json', '.dev-sync/fixtures/order.paid-3.json']);
  assert.equal(await folder.read('.dev-sync/fixtures/order.paid.json'), 'mine');
  assert.doesNotMatch(await folder.read('.dev-sync/fixtures/order.paid-3.json'), /source/);
});

test('of several folders it is the one that the event is about, else the first', async () => {
  await using shop = await tempWorkspace();
  await using backend = await tempWorkspace();
  const { calls } = scriptedFileCalls({ folders: [inFolder(shop), inFolder(backend, 'backend')] });
  const saved = { type: 'frontend.file_changed', source: 'watcher', data: '{"folder":"backend"}' };
  assert.equal(await saveFixture(saved, calls), 'backend/.dev-sync/fixtures/frontend.file_changed.json');
  assert.equal(await saveFixture({ ...saved, data: '{"folder":"../other"}' }, calls), 'shop/.dev-sync/fixtures/frontend.file_changed.json');
  assert.deepEqual(
    [await readdir(`${backend.path}/.dev-sync/fixtures`), await readdir(shop.path)],
    [['frontend.file_changed.json'], ['.dev-sync']],
  );
});

test('a type that looks like a path stays in the folder', async () => {
  await using folder = await tempWorkspace({ 'inner/x': '' });
  const { calls } = scriptedFileCalls({ folders: [{ name: 'inner', path: `${folder.path}/inner` }] });
  await saveFixture({ ...draft, type: '../../../evil' }, calls);
  assert.deepEqual([await readdir(folder.path), await readdir(`${folder.path}/inner/.dev-sync/fixtures`)], [['inner'], ['evil.json']]);
});

test('an event that is near the bound of a post is written short, so that it can be posted', async () => {
  await using folder = await tempWorkspace();
  const { calls } = scriptedFileCalls({ folders: [inFolder(folder)] });
  await saveFixture({ ...draft, data: JSON.stringify({ list: Array(400_000).fill(1) }) }, calls);
  const text = await folder.read('.dev-sync/fixtures/order.paid.json');
  assert.ok(Buffer.byteLength(text) <= limits.eventBytes);
  assert.equal(readEventFile(text).events.length, 1);
});

test('without a folder, in Restricted Mode and with data that is none, nothing is written and the reason is said', async () => {
  await using folder = await tempWorkspace();
  const folders = [inFolder(folder)];
  await assert.rejects(saveFixture(draft, scriptedFileCalls({}).calls), { code: 'no-folder', next: /Open the folder/ });
  await assert.rejects(saveFixture(draft, scriptedFileCalls({ folders, isTrusted: false }).calls), {
    code: 'restricted-mode',
    next: /Trust/,
  });
  for (const data of ['[1]', '{', 'null', '12345678901234567890']) {
    await assert.rejects(saveFixture({ ...draft, data }, scriptedFileCalls({ folders }).calls), { code: 'invalid-event', path: 'data' });
  }
  assert.deepEqual(await readdir(folder.path), []);
});

test('a place that cannot be written is told with its cause', async () => {
  await using folder = await tempWorkspace({ '.dev-sync': 'a file' });
  const { calls, offered } = scriptedFileCalls({ folders: [inFolder(folder)] });
  await assert.rejects(saveFixture(draft, calls), (failure: Error) => {
    assert.match(failure.message, /could not be written into \.dev-sync\/fixtures of "shop"/);
    return (failure.cause as NodeJS.ErrnoException).code === 'ENOTDIR';
  });
  assert.deepEqual(offered, []);
});
