import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, type LogFields } from '../../../src/shared/logger.ts';
import { formatLogLine, parseLogLine } from '../../../src/shared/logLine.ts';
import { assertHarmless, hostileTexts } from '../../support/hostileTexts.ts';

function lineOf(fields?: LogFields): string {
  const lines: string[] = [];
  createLogger((_level, line) => void lines.push(line)).info('It happened', fields);
  assert.equal(lines.length, 1);
  return lines[0] ?? '';
}

test('every level writes one line under its own name', () => {
  const lines: string[] = [];
  const logger = createLogger((level, line) => void lines.push(`${level} ${line}`));
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) logger[level]('Hello');
  assert.deepEqual(lines, ['trace Hello', 'debug Hello', 'info Hello', 'warn Hello', 'error Hello']);
});

test('a child puts its scope in front, below that of its parent', () => {
  const lines: string[] = [];
  const logger = createLogger((_level, line) => void lines.push(line), 'hub');
  logger.info('On');
  logger.child('watch').child('git').warn('Off', { folder: 'web' });
  assert.deepEqual(lines, ['hub: On', 'hub.watch.git: Off folder=web']);
});

const table: readonly [fields: LogFields | undefined, text: string][] = [
  [undefined, ''],
  [{}, ''],
  [{ port: 4848, isOn: true, name: null }, ' port=4848 isOn=true name=null'],
  [{ url: 'http://localhost:4848/dev' }, ' url=http://localhost:4848/dev'],
  [{ gone: undefined, kept: 1 }, ' kept=1'],
  [{ text: 'two words' }, ' text="two words"'],
  [{ text: '' }, ' text=""'],
  [{ text: 'a\nb=c' }, ' text="a\\nb=c"'],
  [{ list: ['a', 1] }, ' list=["a",1]'],
  [{ work: () => 1 }, ' work=undefined'],
  [{ path: `/${'x'.repeat(199)}` }, ` path=/${'x'.repeat(199)}`],
  [{ path: `/${'x'.repeat(16_000)}` }, ` path="/${'x'.repeat(199)}…"`],
];
for (const [fields, text] of table) {
  test(`the fields ${JSON.stringify(fields)?.slice(0, 60)} read${text.slice(0, 60) || ' nothing'}`, () => {
    assert.equal(lineOf(fields), `It happened${text}`);
  });
}

test('an error is written with its causes, on the same line', () => {
  const line = lineOf({ cause: new TypeError('outer', { cause: new Error('inner') }) });
  assert.match(line, /^It happened cause="TypeError: outer\\n.*\\ncaused by Error: inner\\n/);
  assert.ok(!line.includes('\n'));
});

for (const [name, text] of Object.entries(hostileTexts)) {
  test(`a line stays a harmless one with ${name}, in the words, the fields, an error and in the file`, () => {
    const lines: string[] = [];
    const logger = createLogger((_, line) => void lines.push(line));
    logger.warn(text, { text, list: [text], nested: { [text]: text }, cause: new Error(text, { cause: new Error(text) }) });
    const [line = ''] = lines;
    assertHarmless(line);
    assert.deepEqual(parseLogLine(formatLogLine(new Date(0), { level: 'warn', sentence: line })), { level: 'warn', sentence: line });
  });
}

test('an error of several is written with each of them', () => {
  const line = lineOf({
    cause: new AggregateError([new Error('one'), 'no error', new Error('two', { cause: new Error('deep') })], 'both'),
  });
  assert.match(line, /"AggregateError: both\\n.*\\ncaused by Error: one\\n.*\\ncaused by Error: two\\n.*\\ncaused by Error: deep\\n/);
});

test('an error without a stack is written by name and message', () => {
  const error = new RangeError('too far');
  delete error.stack;
  assert.equal(lineOf({ error }), 'It happened error="RangeError: too far"');
});
