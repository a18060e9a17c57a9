import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import { createEventFiles } from '../../src/extension/eventFiles/eventFiles.ts';
import { parseExactJson } from '../../src/shared/jsonText.ts';
import { recordingLogger } from '../support/recordingLogger.ts';
import { type FileAnswers, scriptedFileCalls } from '../support/scriptedFileCalls.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** What the panel of a window at that hub asks for, with a person who answers at once. */
function eventFilesAt(server: TestServer | undefined, answers: FileAnswers, start: string | null = null) {
  const { calls } = scriptedFileCalls(answers);
  const hub = { attachedTo: server?.hub.state };
  return createEventFiles({ hub, viewStart: () => start, calls, logger: recordingLogger().logger });
}

async function eventsOf({ hub }: TestServer) {
  const { events } = await createHubClient(hub.state, parseExactJson).history({ limit: 1000 });
  return events.map(({ type, data, source, sent_at }) => JSON.stringify({ type, data, source, sent_at }));
}

const samples = [
  '{"event_type":"a","data":{"id":12345678901234567890,"zero":-0,"text":"\\u2028 \\u202e ü 🎉","10":1,"b":2}}',
  '{"event_type":"b","source":"shop","timestamp":"2026-11-22T09:00:00+01:00"}',
  '{"event_type":"listening_status","data":{"isListening":false}}',
  '{"event_type":"deep","data":{"a":{"__proto__":{"constructor":[1e400]}}}}',
];

for (const format of ['ndjson', 'json'] as const) {
  test(`what is exported as ${format} and imported at another hub is the same there, digit for digit`, async () => {
    await using folder = await tempWorkspace();
    await using one = await startTestServer();
    await using other = await startTestServer();
    const path = `${folder.path}/x.${format}`;
    for (let round = 0; round < 600; round++) await one.post('/dev/webhook', `[${samples.join()}]`);
    const exported = await eventFilesAt(one, { path }).exportEvents('', format);
    assert.deepEqual(exported, { count: 2400, hasGap: false, to: path });
    assert.equal(await eventFilesAt(other, { path, line: 'At once' }).importEvents(), 2400);
    assert.deepEqual(await eventsOf(other), await eventsOf(one));
  });
}

test('what lies behind the start of the view is exported, to the last event', async () => {
  await using folder = await tempWorkspace();
  await using server = await startTestServer();
  await server.publish('before');
  const start = await server.publish('start');
  for (const type of ['first', 'middle', 'last']) await server.publish(type);
  const path = `${folder.path}/x.json`;
  assert.deepEqual(await eventFilesAt(server, { path }, start).exportEvents('', 'json'), { count: 3, hasGap: false, to: path });
  const types = JSON.parse(await folder.read('x.json')).map(({ type }: { type: string }) => type);
  assert.deepEqual(types, ['first', 'middle', 'last']);
});

test('a format that was not chosen is asked for, before the place', async () => {
  await using folder = await tempWorkspace();
  await using server = await startTestServer();
  for (const type of ['first', 'last']) await server.publish(type);
  const path = `${folder.path}/x.json`;
  assert.equal(await eventFilesAt(server, { path }).exportEvents('', null), null);
  const exported = await eventFilesAt(server, { path, line: 'JSON' }).exportEvents('', null);
  assert.deepEqual([exported?.count, exported?.to], [2, path]);
  assert.equal(JSON.parse(await folder.read('x.json')).length, 2);
});

test('only what the query lets through is exported', async () => {
  await using folder = await tempWorkspace();
  await using server = await startTestServer();
  for (const type of ['agent.created', 'order.paid', 'agent.gone']) await server.publish(type);
  const path = `${folder.path}/x.ndjson`;
  const files = eventFilesAt(server, { path });
  assert.equal((await files.exportEvents('type:agent.*', 'ndjson'))?.count, 2);
  await assert.rejects(async () => files.exportEvents('"open', 'ndjson'), { code: 'invalid-query' });
});

test('a fixture is a template, and can be posted as it is', async () => {
  await using folder = await tempWorkspace();
  await using server = await startTestServer();
  const files = eventFilesAt(server, { folders: [{ name: 'shop', path: folder.path }] });
  const draft = { type: 'order.paid', data: '{"id":12345678901234567890}', source: 'shop' };
  const place = await files.saveFixture(draft);
  assert.deepEqual(await files.templates(), [{ name: 'order.paid', ...draft }]);
  assert.equal((await server.post('/dev/webhook', await folder.read(String(place)))).status, 200);
  assert.deepEqual(await eventsOf(server), ['{"type":"order.paid","data":{"id":12345678901234567890},"source":"shop"}']);
});

test('a post whose answer got lost is not published twice', async () => {
  await using server = await startTestServer();
  const client = createHubClient(server.hub.state);
  const batch = ['{"event_type":"a"}', '{"event_type":"b"}'];
  const answers = [await client.sendBatch(batch, 'key-1'), await client.sendBatch(batch, 'key-1')];
  assert.deepEqual(
    answers.map(({ accepted, duplicate }) => [accepted, duplicate]),
    [
      [2, undefined],
      [2, true],
    ],
  );
  assert.equal((await eventsOf(server)).length, 2);
});

test('without a hub no box is opened', async () => {
  const files = eventFilesAt(undefined, { path: '/nowhere' });
  for (const asked of [() => files.importEvents(), () => files.exportEvents('', 'json'), () => files.exportEvents('', null)]) {
    await assert.rejects(async () => asked(), { code: 'hub-unreachable', message: 'The hub is not on.' });
  }
});
