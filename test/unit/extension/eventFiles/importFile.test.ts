import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { eventFileLimits } from '../../../../src/client/eventFiles/readEventFile.ts';
import { importFile } from '../../../../src/extension/eventFiles/importFile.ts';
import { type FileAnswers, scriptedFileCalls } from '../../../support/scriptedFileCalls.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const eventAt = (time: string, type = 'a') => `{"type":"${type}","timestamp":"2026-11-22T${time}Z"}`;

/** What a person is shown who imports that, and what comes to the hub. */
async function imported(content: string, answers: Omit<FileAnswers, 'path'>) {
  await using folder = await tempWorkspace();
  const path = await folder.write('x.ndjson', content);
  const { calls, said, lists } = scriptedFileCalls({ ...answers, path });
  const sent: string[] = [];
  const send = async (batch: readonly string[]) => {
    sent.push(...batch.map((text) => JSON.parse(text).event_type));
    return { success: true, message: '', accepted: batch.length, first_id: null, last_id: null, subscribers_notified: 0 } as const;
  };
  const result = await importFile({ send, calls });
  return { result, sent, said, lines: lists[0] };
}

test('a person chooses how fast, and knows how long it takes', async () => {
  const { result, sent, lines } = await imported(`${eventAt('10:00:00')}\n${eventAt('10:02:10')}`, { line: 'At once' });
  assert.deepEqual([result, sent], [2, ['a', 'a']]);
  assert.deepEqual(
    lines?.map(({ label, detail }) => [label, detail]),
    [
      ['At once', undefined],
      ['In the original timing (2 min 10 s)', undefined],
    ],
  );
});

test('a pause of hours is told before', async () => {
  const { lines } = await imported(`${eventAt('10:00:00')}\n${eventAt('10:00:01')}\n${eventAt('12:30:00')}`, {});
  assert.equal(lines?.[1]?.detail, 'The longest pause in it takes 2 h 29 min.');
});

test('in the original timing the distances are kept', async () => {
  const { result, sent } = await imported(`${eventAt('10:00:00.000')}\n${eventAt('10:00:00.050', 'b')}`, { line: 'In the original' });
  assert.deepEqual([result, sent], [2, ['a', 'b']]);
});

test('where there is no time between the events nothing is asked', async () => {
  const { result, lines } = await imported('[{"event_type":"a"},{"event_type":"b"}]', {});
  assert.deepEqual([result, lines], [2, undefined]);
});

test('a file with mistakes is published only when a person wants the rest', async () => {
  const content = `{"event_type":"a"}\nhello\n${'{"event_type":7}\n'.repeat(6)}`;
  const refused = await imported(content, { confirms: false });
  assert.deepEqual([refused.result, refused.sent], [null, []]);
  const [, question, detail, answer] = refused.said;
  assert.equal(question, '"x.ndjson" has 7 mistakes, so nothing is published yet.');
  assert.match(detail ?? '', /^Line 2: It is not valid JSON: .*\nLine 3: The type must be a text\.\n(Line \d: .*\n){3}and 2 more$/);
  assert.equal(answer, 'Publish the Other 1');
  const wanted = await imported(content, { confirms: true });
  assert.deepEqual([wanted.result, wanted.sent], [1, ['a']]);
});

test('words of the file act on no screen', async () => {
  const { said } = await imported('{"event_type":"a"}\n{"event_type":"a","\u202e":1}', {});
  assert.match(said[2] ?? '', /\\u202e/);
});

test('a file without events is an error that names the first mistake', async () => {
  const told = { code: 'invalid-event-file', message: /^"x.ndjson" has no event that can be published\. Line 1: / };
  await assert.rejects(imported('hello\nworld', {}), told);
  await assert.rejects(imported('', {}), { ...told, message: /There is no event in it\.$/ });
});

test('closed boxes are a change of mind', async () => {
  assert.equal((await imported(`${eventAt('10:00:00')}\n${eventAt('10:00:01')}`, {})).result, null);
  assert.equal(await importFile({ send: () => Promise.reject(new Error('Nobody asked')), calls: scriptedFileCalls({}).calls }), null);
});

test('it answers how many were published before Cancel was pressed', async () => {
  const content = '{"event_type":"a"}\n'.repeat(2500);
  const onProgress = (words: string, cancel: () => void) => words === '1,000 of 2,500' && cancel();
  assert.equal((await imported(content, { onProgress })).result, 1000);
});

test('a large file can be given up while it is read', async () => {
  await using folder = await tempWorkspace();
  const path = await folder.write('x.ndjson', '{"event_type":"a"}\n'.repeat(10_000));
  const { calls } = scriptedFileCalls({ path });
  const titles: string[] = [];
  const withProgress: typeof calls.withProgress = (title, work) => {
    titles.push(title);
    return work({ report() {} }, AbortSignal.abort());
  };
  const send = () => Promise.reject(new Error('Nobody asked'));
  assert.equal(await importFile({ send, calls: { ...calls, withProgress } }), null);
  assert.deepEqual(titles, ['Reading the events of x.ndjson']);
});

test('what is no readable text is told', async () => {
  await using folder = await tempWorkspace({ large: '', 'folder/x': '' });
  await truncate(`${folder.path}/large`, eventFileLimits.bytes + 1);
  const open = (file: string) =>
    importFile({
      send: () => Promise.reject(new Error('Nobody asked')),
      calls: scriptedFileCalls({ path: `${folder.path}/${file}` }).calls,
    });
  await assert.rejects(open('large'), { code: 'invalid-event-file', message: /larger than 160 MiB/ });
  await assert.rejects(open('folder'), { code: 'file-failed', message: /is no file/ });
  await assert.rejects(open('none'), { code: 'file-failed', message: /could not be read/ });
});

test('text that is not UTF-8 is told, instead of being published with wrong letters', async () => {
  await using folder = await tempWorkspace();
  const path = `${folder.path}/x.json`;
  await writeFile(path, Buffer.from('{"event_type":"caf\xe9"}', 'latin1'));
  const send = () => Promise.reject(new Error('Nobody asked'));
  await assert.rejects(importFile({ send, calls: scriptedFileCalls({ path }).calls }), { message: /is not UTF-8 text/ });
});
