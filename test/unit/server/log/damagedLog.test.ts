import assert from 'node:assert/strict';
import { open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type TempLog, tempLog, unbounded } from '../../../support/logs.ts';
import { draft, everything } from './drafts.ts';

const PAGE_BYTES = 4096;

/** A log with some events, closed. */
async function filled(count: number, size = 300) {
  const place = await tempLog('sqlite');
  const origin = place.log.start();
  const records = await place.log.append(Array.from({ length: count }, () => draft({ size })));
  await place.close();
  const damaged = async () => {
    const names = (await readdir(place.dataDir)).filter((name) => name !== 'dev-sync.db' && name !== 'dev-sync.db-wal');
    return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(place.dataDir, name)) })));
  };
  const dispose = () => place[Symbol.asyncDispose]();
  return { place, origin, ids: records.map(({ id }) => id), damaged, [Symbol.asyncDispose]: dispose };
}

/** Garbage over the pages from one part of the file to another one, at least one. */
async function damagePages(path: string, from: number, to = from): Promise<Buffer> {
  const pages = (await readFile(path)).length / PAGE_BYTES;
  const [first, last] = [Math.floor(pages * from), Math.floor(pages * to)];
  await using file = await open(path, 'r+');
  await file.write(Buffer.alloc((last - first + 1) * PAGE_BYTES, 0xaa), 0, undefined, first * PAGE_BYTES);
  return readFile(path);
}

/** Without the header, in which SQLite counts who opened the file. */
function contentOf(file: Buffer): Buffer {
  return file.subarray(100);
}

function damages({ said }: TempLog): readonly string[] {
  return said.linesOf('warn').filter((line) => line.includes('is damaged'));
}

const damage = {
  'begins with garbage': async (path: string) => {
    await using file = await open(path, 'r+');
    await file.write(Buffer.alloc(100, 0xaa), 0, 100, 0);
  },
  'is garbage all through': (path: string) => writeFile(path, 'no database at all, but longer than the header of one is. '.repeat(100)),
  'is cut off': async (path: string) => truncate(path, Math.floor((await readFile(path)).length / 2 / PAGE_BYTES) * PAGE_BYTES),
  'has a broken second page': async (path: string) => {
    await using file = await open(path, 'r+');
    await file.write(Buffer.alloc(2 * PAGE_BYTES, 0xaa), 0, undefined, PAGE_BYTES);
  },
};

for (const [how, breakFile] of Object.entries(damage)) {
  test(`a file that ${how} is kept aside as it is, and said; the next log is a new one`, async () => {
    await using kept = await filled(2000);
    const { place } = kept;
    await breakFile(place.path);
    const bytes = await readFile(place.path);
    const log = await place.reopen();
    assert.deepEqual([log.health().persistent, log.health().problem?.code], [false, 'log-damaged']);
    const [aside, ...others] = await kept.damaged();
    assert.match(aside?.name ?? '', /^dev-sync\.damaged-[\dTZ-]+\.db$/);
    assert.deepEqual([others, aside && contentOf(aside.bytes).equals(contentOf(bytes))], [[], true]);
    assert.equal(damages(place).length, 1);
    await log.append([draft()]);

    const next = await place.reopen();
    const { events, persistent, problem } = next.health();
    assert.deepEqual([events, persistent, problem], [0, true, undefined]);
    assert.equal(next.gapAfter(kept.ids[0] ?? '')?.reason, 'unknown_id');
  });
}

for (const [size, count] of [
  ['large', 5000],
  ['small', 200],
] as const) {
  test(`a ${size} log that turns out to be damaged when it is read goes on in memory with what can be read`, async () => {
    await using kept = await filled(count);
    const { place, ids, origin } = kept;
    await damagePages(place.path, 0.5);
    const log = await place.reopen();
    assert.equal(log.isPersistent, true, 'the damage is not seen yet');
    const problems: string[] = [];
    log.onDidFail(({ code }) => problems.push(code));
    await log.history({ ...everything, search: 'nothing' });

    const { events, oldest, newest, persistent } = log.health();
    assert.deepEqual([problems, persistent], [['log-damaged'], false]);
    assert.ok(events > count * 0.4 && events < count * 0.6, `${events} events are left`);
    assert.deepEqual(
      (await log.readAfter(log.start(), 1e9)).map(({ id }) => id),
      ids.slice(-events),
    );
    assert.deepEqual([log.head(), newest], [ids.at(-1), ids.at(-1)]);
    assert.deepEqual(log.gapAfter(origin), { from: origin, to: oldest, reason: 'retention' });
    assert.equal(log.gapAfter(ids[count - 2] ?? ''), undefined);
  });
}

test('a log that fell back takes events, says so once, and the damaged file is kept aside', async () => {
  await using kept = await filled(3000);
  const { place } = kept;
  const bytes = await damagePages(place.path, 0.5);
  const log = await place.reopen();
  await log.history({ ...everything, search: 'nothing' });
  await log.history({ ...everything, search: 'nothing' });
  const [record] = await log.append([draft({ type: 'after' })]);
  assert.equal((await log.get(record?.id ?? '')).type, 'after');
  assert.equal(damages(place).length, 1);
  await place.close();
  const [aside, ...others] = await kept.damaged();
  assert.deepEqual([others, aside && contentOf(aside.bytes).equals(contentOf(bytes))], [[], true]);
  assert.deepEqual((await place.reopen()).health().persistent, true);
});

test('damage that is seen while the log is opened is said too', async () => {
  await using kept = await filled(3000);
  const { place } = kept;
  await damagePages(place.path, 0.3, 0.6);
  // What has to go is looked up in the middle.
  const log = await place.reopen({ ...unbounded, maxBytes: 600_000 });
  await log.history({ ...everything, search: 'nothing' });
  assert.equal(log.health().problem?.code, 'log-damaged');
  assert.equal(damages(place).length, 1);
});

test('two damaged files are both kept', async () => {
  await using kept = await filled(10);
  const { place } = kept;
  for (const _ of [1, 2]) {
    await place.close();
    await writeFile(place.path, 'garbage '.repeat(1000));
    await place.reopen();
    await place.reopen();
  }
  assert.equal((await kept.damaged()).length, 2);
});
