import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, mock, test } from 'node:test';
import { openLog } from '../../../../src/server/log/openLog.ts';
import type { SequenceLog } from '../../../../src/server/log/sequenceLog.ts';
import { tempLog, unbounded } from '../../../support/logs.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';
import { draft } from './drafts.ts';

const needsModes = { skip: process.platform === 'win32' ? 'Windows has no modes' : false };

afterEach(() => mock.timers.reset());

async function append(log: SequenceLog, count: number, size = 0): Promise<string[]> {
  const records = await log.append(Array.from({ length: count }, () => draft({ size })));
  return records.map(({ id }) => id);
}

/** A log that is opened where something else is already; it says why it is in memory, once, and works. */
async function openBeside(dataDir: string) {
  const said = recordingLogger();
  const log = await openLog({ dataDir, retention: unbounded, now: () => new Date(), logger: said.logger });
  const { persistent, problem, path } = log.health();
  assert.deepEqual([persistent, path, log.isPersistent], [false, undefined, false]);
  const warnings = said.linesOf('warn');
  assert.equal(warnings.length, 1);
  assert.ok(problem && warnings[0]?.startsWith(`${problem.message} ${problem.next}`), warnings[0]);
  const [id = ''] = await append(log, 1);
  assert.equal((await log.get(id)).id, id);
  return { problem, [Symbol.asyncDispose]: () => log.dispose() };
}

test('without a folder the log is in memory, and that is no problem', async () => {
  await using place = await tempLog('memory');
  assert.deepEqual(place.log.health(), { events: 0, oldest: null, newest: null, persistent: false });
  assert.deepEqual([place.said.lines, place.log.isPersistent], [[], false]);
});

test('the folder is made, and nobody else may read it or the log', needsModes, async () => {
  await using place = await tempLog('sqlite');
  await append(place.log, 100, 10_000);
  assert.equal((await stat(place.dataDir)).mode & 0o777, 0o700);
  const names = await readdir(place.dataDir);
  assert.ok(names.includes('dev-sync.db-wal'));
  for (const name of names) assert.equal((await stat(join(place.dataDir, name))).mode & 0o777, 0o600, name);
});

test('a folder that is there already keeps its mode', needsModes, async () => {
  await using folder = await tempWorkspace();
  const dataDir = join(folder.path, 'shared');
  await mkdir(dataDir, { mode: 0o755 });
  const log = await openLog({ dataDir, retention: unbounded, now: () => new Date(), logger: recordingLogger().logger });
  await log.dispose();
  assert.equal((await stat(dataDir)).mode & 0o777, 0o755);
});

test('a log that is opened again has everything, and its positions go on where they were', async () => {
  await using place = await tempLog('sqlite');
  const origin = place.log.start();
  const ids = await append(place.log, 10);
  const before = await place.log.readAfter(origin, 1e9);
  const log = await place.reopen();
  assert.deepEqual(await log.readAfter(origin, 1e9), before);
  assert.deepEqual([log.start(), log.head(), log.health().path], [origin, ids[9], place.path]);
  const [next = ''] = await append(log, 1);
  assert.ok(!ids.includes(next));
  assert.equal(log.gapAfter(ids[4] ?? ''), undefined);
  assert.deepEqual(place.said.lines, []);
});

test('what was trimmed or cleared before is told apart after it is opened again', async () => {
  await using place = await tempLog('sqlite', { ...unbounded, maxEvents: 3 });
  const origin = place.log.start();
  const first = await append(place.log, 5);
  await place.log.clear();
  const second = await append(place.log, 5);
  const log = await place.reopen();
  assert.equal(log.gapAfter(origin)?.reason, 'cleared');
  assert.equal(log.gapAfter(first[3] ?? '')?.reason, 'cleared');
  assert.equal(log.gapAfter(second[0] ?? '')?.reason, 'retention');
  assert.deepEqual([log.gapAfter(second[1] ?? ''), log.start()], [undefined, second[1]]);
});

test('a clear outlives the process, and a log that is empty goes on with its numbers', async () => {
  await using place = await tempLog('sqlite');
  const ids = await append(place.log, 5);
  await place.log.clear();
  const log = await place.reopen();
  assert.deepEqual([log.health().events, log.start(), log.head()], [0, ids[4], ids[4]]);
  assert.deepEqual(log.gapAfter(ids[0] ?? ''), { from: ids[0], to: null, reason: 'cleared' });
  assert.equal(log.gapAfter(ids[4] ?? ''), undefined);
  const [next = ''] = await append(log, 1);
  assert.equal(Number(next.split('-')[1]), 6);
});

test('events that grew too old while nobody ran are gone when the log is opened', async () => {
  await using place = await tempLog('sqlite', { ...unbounded, maxAgeMs: 1000 });
  const ids = await append(place.log, 3);
  place.clock.now += 1001;
  const log = await place.reopen();
  assert.deepEqual([log.health().events, log.start(), log.gapAfter(ids[0] ?? '')?.reason], [0, ids[2], 'retention']);
  assert.deepEqual(
    (await append(log, 1)).map((id) => id.split('-')[1]),
    ['4'],
  );
});

test('a log that may keep less than before lets go of the rest when it is opened', async () => {
  await using place = await tempLog('sqlite');
  const ids = await append(place.log, 50);
  const log = await place.reopen({ ...unbounded, maxEvents: 10 });
  assert.deepEqual([log.health().events, log.start()], [10, ids[39]]);
});

test('what has to go leaves the file in the background, and the log begins after it when it is opened again', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await using place = await tempLog('sqlite', { ...unbounded, maxEvents: 5 });
  const ids = await append(place.log, 2500);
  for (let step = 0; step < 3; step++) mock.timers.tick(100);
  await place.close();
  assert.equal(rowsIn(place.path), 5);
  const log = await place.reopen();
  assert.deepEqual([log.health().oldest, log.start()], [ids[2495], ids[2494]]);
});

function rowsIn(path: string): unknown {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare('SELECT count(*) AS rows FROM events').get()?.rows;
}

async function textIn({ dataDir }: { readonly dataDir: string }): Promise<string> {
  const names = await readdir(dataDir);
  return (await Promise.all(names.map((name) => readFile(join(dataDir, name), 'latin1')))).join('');
}

test('what is deleted is not in the file any more, nor beside it, and the file gets smaller', async () => {
  await using place = await tempLog('sqlite');
  for (const count of [3, 3000]) {
    await append(place.log, count, 300);
    assert.ok((await textIn(place)).includes('x'.repeat(300)));
    await place.log.clear();
    assert.ok(!(await textIn(place)).includes('x'.repeat(20)), `${count} events`);
    assert.ok((await stat(place.path)).size < 100_000);
  }
});

test('a second hub on the same folder says that it is in use, and keeps its events in memory', async () => {
  await using place = await tempLog('sqlite');
  const ids = await append(place.log, 3);
  {
    await using second = await openBeside(place.dataDir);
    assert.equal(second.problem?.code, 'log-in-use');
    ids.push(...(await append(place.log, 1)));
  }
  const log = await place.reopen();
  assert.deepEqual(
    (await log.readAfter(log.start(), 1e9)).map(({ id }) => id),
    ids,
  );
  assert.deepEqual(
    (await readdir(place.dataDir)).filter((name) => name.includes('damaged')),
    [],
  );
});

test('a folder that cannot be made, or is a file, is a problem with its reason', async () => {
  await using folder = await tempWorkspace({ 'file.txt': 'keep me' });
  for (const dataDir of ['file.txt', 'file.txt/log']) {
    await using beside = await openBeside(join(folder.path, dataDir));
    assert.equal(beside.problem?.code, 'log-failed');
    assert.match(beside.problem?.message ?? '', /ENOTDIR|EEXIST/);
  }
  assert.equal(await folder.read('file.txt'), 'keep me');
});

test('a folder in the place of the file is a problem with its reason', async () => {
  await using place = await tempLog('memory');
  await mkdir(place.path, { recursive: true });
  await using beside = await openBeside(place.dataDir);
  assert.equal(beside.problem?.code, 'log-failed');
});

const foreign = {
  'of another program': 'CREATE TABLE cookies (name TEXT)',
  'of another program with our version': 'CREATE TABLE cookies (name TEXT); PRAGMA user_version = 1',
  'of another program without tables': 'PRAGMA user_version = 7',
  'of a later Dev Sync': 'PRAGMA user_version = 3',
};

for (const [whose, sql] of Object.entries(foreign)) {
  test(`a file ${whose} is left as it is`, async () => {
    await using place = await tempLog(whose === 'of a later Dev Sync' ? 'sqlite' : 'memory');
    await place.close();
    await mkdir(place.dataDir, { recursive: true });
    const database = new DatabaseSync(place.path);
    database.exec(sql);
    database.close();
    const before = await readFile(place.path);
    {
      await using beside = await openBeside(place.dataDir);
      assert.equal(beside.problem?.code, 'log-failed');
      assert.match(beside.problem?.message ?? '', /another/);
    }
    assert.deepEqual(await readFile(place.path), before);
    assert.deepEqual(await readdir(dirname(place.path)), ['dev-sync.db']);
  });
}

test('an empty file is a new log', async () => {
  await using place = await tempLog('memory');
  await mkdir(place.dataDir, { recursive: true });
  await writeFile(place.path, '');
  const log = await openLog({ dataDir: place.dataDir, retention: unbounded, now: () => new Date(), logger: place.said.logger });
  assert.equal(log.isPersistent, true);
  await log.dispose();
});
