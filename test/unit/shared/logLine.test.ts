import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../../../src/shared/logger.ts';
import { formatLogLine, parseLogLine } from '../../../src/shared/logLine.ts';

const time = new Date('2026-01-02T03:04:05.006Z');

test('a line of the log is time, level and sentence', () => {
  assert.equal(formatLogLine(time, { level: 'warn', sentence: 'It rains' }), '2026-01-02T03:04:05.006Z [warn] It rains');
});

test('what a logger says on any level is read back as it was said', () => {
  const said: unknown[] = [];
  const read: unknown[] = [];
  const logger = createLogger((level, sentence) => {
    said.push({ level, sentence });
    read.push(parseLogLine(formatLogLine(time, { level, sentence })));
  }, 'hub');
  const fields = { text: 'a [error] b', cause: new Error('two\nlines') };
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) logger[level]('It happened', fields);
  assert.equal(said.length, 5);
  assert.deepEqual(read, said);
});

for (const line of ['', '    at Object.<anonymous> (file.ts:1:1)', 'Error: boom', '2026 [loud] x', '[info] x']) {
  test(`${JSON.stringify(line)}, which no logger wrote, is kept whole`, () => {
    assert.deepEqual(parseLogLine(line), { level: 'info', sentence: line });
  });
}
