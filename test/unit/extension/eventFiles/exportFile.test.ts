import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import type { HistoryRequest, HubClient } from '../../../../src/client/hubClient.ts';
import { type ExportFileOptions, exportFile } from '../../../../src/extension/eventFiles/exportFile.ts';
import { limits } from '../../../../src/shared/api.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import type { LoggedEvent } from '../../../../src/shared/events.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';
import { type FileAnswers, scriptedFileCalls } from '../../../support/scriptedFileCalls.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

function eventAt(number: number): LoggedEvent {
  const data = parseExactJson('{"id":12345678901234567890,"text":"a\u202e"}') as LoggedEvent['data'];
  return { id: `e${number}`, type: 'order.paid', data, timestamp: '2026-11-22T10:00:00.000Z', source: null };
}

const lineOf = (number: number) =>
  `{"id":"e${number}","type":"order.paid","data":{"id":12345678901234567890,"text":"a\\u202e"},"timestamp":"2026-11-22T10:00:00.000Z","source":null}`;

/** A hub with pages of two, whose oldest event is e1. What it was asked for is noted. */
function createClient(events: number, gone: readonly string[] = []) {
  const asked: HistoryRequest[] = [];
  const all = Array.from({ length: events }, (_, n) => eventAt(n + 1));
  const history: HubClient['history'] = async (request = {}) => {
    asked.push(request);
    if (gone.includes(request.after ?? '')) throw new DevSyncError('unknown-id', { path: 'after' });
    const from = request.after === 'earliest' ? 0 : all.findIndex(({ id }) => id === request.after) + 1;
    const page = all.slice(from, from + 2);
    return { success: true, events: page, next: from + 2 < events ? (page.at(-1)?.id ?? null) : null, prev: null };
  };
  return { client: { history }, asked };
}

async function exported(answers: FileAnswers, options: Partial<ExportFileOptions> & Pick<ExportFileOptions, 'client'>) {
  const { calls, suggested } = scriptedFileCalls(answers);
  const wanted: ExportFileOptions = { start: null, query: '', format: 'ndjson', calls, today: new Date(2026, 10, 22, 23, 59), ...options };
  return { result: await exportFile(wanted), suggested };
}

test('all pages go into the file, an event a line, as the hub writes them', async () => {
  await using folder = await tempWorkspace();
  const { client, asked } = createClient(5);
  const path = `${folder.path}/x.ndjson`;
  const { result, suggested } = await exported({ folders: [{ name: 'shop', path: folder.path }], path }, { client, query: 'type:order.*' });
  assert.deepEqual(result, { count: 5, to: 'x.ndjson', hasGap: false });
  assert.equal(await folder.read('x.ndjson'), [1, 2, 3, 4, 5].map((number) => `${lineOf(number)}\n`).join(''));
  assert.deepEqual(suggested, [`${folder.path}/dev-sync-events-2026-11-22.ndjson`]);
  assert.deepEqual(
    asked,
    ['earliest', 'e2', 'e4'].map((after) => ({ after, limit: limits.historyPage, query: 'type:order.*' })),
  );
});

test('as JSON it is an array, also of nothing', async () => {
  await using folder = await tempWorkspace();
  const [path, format] = [`${folder.path}/x.json`, 'json'] as const;
  const { result } = await exported({ path }, { ...createClient(3), format });
  assert.deepEqual(
    [result, await folder.read('x.json')],
    [{ count: 3, to: path, hasGap: false }, `[\n${lineOf(1)},\n${lineOf(2)},\n${lineOf(3)}\n]\n`],
  );
  await exported({ path }, { ...createClient(0), format });
  assert.equal(await folder.read('x.json'), '[]\n');
});

test('nothing from before the start of the view goes in; a start that has left the log is older than all', async () => {
  await using folder = await tempWorkspace();
  const path = `${folder.path}/x.ndjson`;
  await exported({ path }, { ...createClient(3), start: 'e2' });
  assert.equal(await folder.read('x.ndjson'), `${lineOf(3)}\n`);
  const { result } = await exported({ path }, { ...createClient(3, ['e0']), start: 'e0' });
  assert.deepEqual([result?.count, result?.hasGap], [3, false]);
});

test('it is told when events left the log between two pages', async () => {
  await using folder = await tempWorkspace();
  const { client } = createClient(5);
  const history: HubClient['history'] = async (request) => {
    if (request?.after === 'e2') throw new DevSyncError('unknown-id', { path: 'after' });
    return client.history({ ...request, ...(request?.after === 'earliest' && trimmed++ > 0 && { after: 'e3' }) });
  };
  let trimmed = 0;
  const { result } = await exported({ path: `${folder.path}/x.ndjson` }, { client: { history } });
  assert.deepEqual([result?.count, result?.hasGap], [4, true]);
  assert.equal(await folder.read('x.ndjson'), [1, 2, 4, 5].map((number) => `${lineOf(number)}\n`).join(''));
});

test('in a workspace of several folders the place begins with the folder', async () => {
  await using folder = await tempWorkspace({ 'out/x': '' });
  const folders = [
    { name: 'api', path: `${folder.path}/api` },
    { name: 'shop', path: folder.path },
  ];
  const { result } = await exported({ folders, path: `${folder.path}/out/x.ndjson` }, createClient(1));
  assert.equal(result?.to, 'shop/out/x.ndjson');
});

test('a closed box is a change of mind', async () => {
  assert.equal((await exported({}, createClient(1))).result, null);
});

test('what is cancelled on the way leaves what was there, and nothing half', async () => {
  await using folder = await tempWorkspace({ 'x.ndjson': 'before' });
  const onProgress = (words: string, cancel: () => void) => words === '4' && cancel();
  const { result } = await exported({ path: `${folder.path}/x.ndjson`, onProgress }, createClient(9));
  assert.deepEqual([result, await readdir(folder.path), await folder.read('x.ndjson')], [null, ['x.ndjson'], 'before']);
});

test('a hub that fails on the way leaves what was there, and nothing half', async () => {
  await using folder = await tempWorkspace({ 'x.ndjson': 'before' });
  const { client } = createClient(9);
  const history: HubClient['history'] = (request) =>
    request?.after === 'e4' ? Promise.reject(new DevSyncError('hub-unreachable')) : client.history(request);
  await assert.rejects(exported({ path: `${folder.path}/x.ndjson` }, { client: { history } }), { code: 'hub-unreachable' });
  assert.deepEqual([await readdir(folder.path), await folder.read('x.ndjson')], [['x.ndjson'], 'before']);
});

test('a place that cannot be written is told', async () => {
  await using folder = await tempWorkspace({ 'folder/x': '' });
  const told = { code: 'file-failed', message: /could not be written/ };
  await assert.rejects(exported({ path: `${folder.path}/none/x.ndjson` }, createClient(1)), told);
  await assert.rejects(exported({ path: `${folder.path}/folder` }, createClient(1)), told);
  assert.deepEqual(await readdir(folder.path), ['folder']);
});
