import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTextOf, requireFileSize } from '../../../../src/client/eventFiles/eventText.ts';
import { eventFileLimits, readEventFile, readLargeEventFile } from '../../../../src/client/eventFiles/readEventFile.ts';

test('letters of another encoding are told, instead of being published as others', () => {
  assert.throws(() => eventTextOf('x.json', Buffer.from('{"event_type":"caf\xe9"}', 'latin1')), {
    code: 'invalid-event-file',
    message: '"x.json" is not UTF-8 text.',
  });
  assert.equal(eventTextOf('x.json', Buffer.from('é')), 'é');
});

test('what is too large to be read is told by the limit that counts', () => {
  requireFileSize('x', eventFileLimits.bytes);
  const told = { code: 'invalid-event-file', message: '"x" is larger than 160 MiB.' };
  assert.throws(() => requireFileSize('x', eventFileLimits.bytes + 1), told);
});

test('a file that is read with pauses has the same in it, and leaves time for others', async () => {
  const text = '{"event_type":"a"}\nhello\n'.repeat(3000).replace('hello', '{"event_type":"b"}').replaceAll('hello', '');
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const read = await readLargeEventFile(text);
  clearInterval(timer);
  assert.deepEqual(read, readEventFile(text));
  assert.ok(turns > 0);
});

test('reading ends when its signal fires', async () => {
  await assert.rejects(readLargeEventFile('{"event_type":"a"}\n'.repeat(3000), AbortSignal.abort()), { name: 'AbortError' });
});
