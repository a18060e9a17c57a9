import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createWordsFile } from '../../../src/server/wordsFile.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';

const MOST = 1000;

function open(path: string): ReturnType<typeof createWordsFile> {
  return createWordsFile({ path, mostBytes: MOST, write: (line) => appendFileSync(path, line) });
}

test('a file of words does not grow without bound, and keeps the newest ones', async () => {
  await using folder = await tempWorkspace();
  const path = `${folder.path}/hub.log`;
  const say = open(path);
  for (let n = 0; n < 500; n++) say('info', `Word ${n}`);
  const [now, before] = [await readFile(path, 'utf8'), await readFile(`${path}.1`, 'utf8')];
  for (const text of [now, before]) assert.ok(text.length < MOST + 100, String(text.length));
  const told = [...`${before}${now}`.matchAll(/Word (\d+)/g)].map(([, n]) => Number(n));
  assert.deepEqual(
    told,
    Array.from({ length: told.length }, (_, index) => 500 - told.length + index),
  );
});

test('one that was too large already is moved before the first word', async () => {
  await using folder = await tempWorkspace({ 'hub.log': `old\n${'x'.repeat(MOST)}` });
  const path = `${folder.path}/hub.log`;
  open(path)('info', 'New');
  assert.match(await readFile(path, 'utf8'), /^\S+ \[info\] New\n$/);
  assert.match(await readFile(`${path}.1`, 'utf8'), /^old\n/);
});

test('where the older part cannot be kept it is let go, and that is said', async () => {
  await using folder = await tempWorkspace({ 'hub.log': 'x'.repeat(MOST + 1), 'hub.log.1/file': '' });
  const path = `${folder.path}/hub.log`;
  open(path)('info', 'New');
  assert.match(await readFile(path, 'utf8'), /^\S+ \[warn\] The older part of this file could not be kept: .+\n\S+ \[info\] New\n$/);
});

test('what is said per request or per event is not kept', () => {
  const lines: string[] = [];
  const say = createWordsFile({ path: undefined, write: (line) => void lines.push(line), now: () => new Date(0) });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) say(level, 'Word');
  assert.deepEqual(
    lines,
    ['info', 'warn', 'error'].map((level) => `1970-01-01T00:00:00.000Z [${level}] Word\n`),
  );
});
