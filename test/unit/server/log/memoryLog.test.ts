import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryLog } from '../../../../src/server/log/memoryLog.ts';
import { parseTypeFilter } from '../../../../src/shared/typeFilter.ts';
import { draft, everything } from './drafts.ts';

const unbounded = { maxEvents: 100_000, maxBytes: 2 ** 30 };
const unknownId = { name: 'DevSyncError', code: 'unknown-id' };

async function filled(count: number, retention = unbounded) {
  const log = new MemoryLog(retention);
  const positions = [log.head()];
  for (let number = 1; number <= count; number++) {
    const [record] = await log.append([draft({ type: number % 3 === 0 ? 'third' : 'other', source: number % 2 === 0 ? 'even' : null })]);
    positions.push(record?.id ?? '');
  }
  return { log, positions, at: (number: number) => positions[number] ?? '' };
}

test('an empty log has a position, and nothing before or behind it', async () => {
  const log = new MemoryLog(unbounded);
  assert.equal(log.head(), log.start());
  assert.equal(log.gapAfter(log.head()), undefined);
  assert.deepEqual(await log.readAfter(log.head(), 1000), []);
  assert.deepEqual(log.health(), { events: 0, oldest: null, newest: null, persistent: false });
  assert.equal(await log.clear(), 0);
});

test('an event is kept as one line of JSON with id, type, data, time and source', async () => {
  const log = new MemoryLog(unbounded);
  const [record] = await log.append([{ ...draft({ type: 'a\nb', source: 'cli' }), data: { text: '\r\n\u2028' }, sentAt: '2024' }]);
  assert.ok(record && !/[\r\n]/.test(record.json));
  const { id, timestamp } = JSON.parse(record.json);
  assert.deepEqual(JSON.parse(record.json), { id, type: 'a\nb', data: { text: '\r\n\u2028' }, timestamp, source: 'cli', sent_at: '2024' });
  assert.equal(id, log.head());
  assert.equal((await log.get(id)).json, record.json);
});

test('listeners hear what was appended, in order, before the append is answered', async () => {
  const log = new MemoryLog(unbounded);
  const heard: string[] = [];
  log.onDidAppend((records) => heard.push(...records.map(({ type }) => type)));
  const appended = log.append([draft({ type: 'a' }), draft({ type: 'b' })]);
  assert.deepEqual(heard, ['a', 'b']);
  await appended;
  log.dispose();
  await log.append([draft({ type: 'c' })]);
  assert.deepEqual(heard, ['a', 'b']);
});

test('ids are printable, without spaces, short, and of this log alone', async () => {
  const [first, second] = [await filled(20), await filled(20)];
  for (const id of first.positions) assert.match(id, /^[!-~]{1,64}$/);
  assert.equal(new Set([...first.positions, ...second.positions]).size, 42);
});

test('a position that this log never gave is unknown', async () => {
  const [{ log, positions, at }, other] = [await filled(5), await filled(5)];
  const head = log.head();
  const [epoch = '', , tag = ''] = head.split('-');
  const numbers = ['99999', '6', '05', '', '-1', '1-1', '1.0', '1e0', ' 1', '9'.repeat(400)];
  const wrong = [
    ...numbers.map((number) => `${epoch}-${number}-${tag}`),
    ...positions.slice(0, -1).map((position) => `${position.slice(0, -tag.length)}${tag}`),
    ...[`${epoch}-5`, `${epoch}-5-`, `${head}0`, head.slice(0, -1), `${head}-1`, head.toUpperCase().concat('X')],
    ...[`${epoch}-`, epoch, '-', '', 'earliest', at(1).replace('-1-', '-2-'), at(0).replace('-0-', '-1-')],
  ];
  for (const id of [...other.positions, ...wrong]) {
    assert.deepEqual(log.gapAfter(id), { from: id, to: positions[1], reason: 'unknown_id' });
    await assert.rejects(log.readAfter(id, 10), unknownId);
    await assert.rejects(log.get(id), unknownId);
    await assert.rejects(log.history({ after: id, ...everything }), unknownId);
    await assert.rejects(log.history({ before: id, ...everything }), unknownId);
  }
});

test('who knows how ids look cannot guess the position before the oldest event, trimmed or cleared', async () => {
  const { log, at } = await filled(5, { maxEvents: 2, maxBytes: 2 ** 30 });
  const guess = at(3).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  assert.deepEqual([log.start(), log.gapAfter(at(3))], [at(3), undefined]);
  assert.deepEqual(log.gapAfter(guess), { from: guess, to: at(4), reason: 'unknown_id' });
  await log.clear();
  const cleared = at(5).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  assert.deepEqual([log.start(), log.head()], [at(5), at(5)]);
  assert.deepEqual(log.gapAfter(cleared), { from: cleared, to: null, reason: 'unknown_id' });
});

test('of an event that is gone the tag is gone too: any tag is answered as what was trimmed or cleared', async () => {
  const { log, at } = await filled(5, { maxEvents: 2, maxBytes: 2 ** 30 });
  const guess = at(1).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  assert.deepEqual(log.gapAfter(guess), { from: guess, to: at(4), reason: 'retention' });
  await assert.rejects(log.get(guess), unknownId);
  await log.clear();
  assert.equal(log.gapAfter(guess)?.reason, 'cleared');
});

test('what was trimmed and what was cleared are told apart', async () => {
  const { log, at } = await filled(5, { maxEvents: 2, maxBytes: 2 ** 30 });
  assert.deepEqual(log.gapAfter(at(2)), { from: at(2), to: at(4), reason: 'retention' });
  assert.equal(log.gapAfter(at(3)), undefined);
  assert.equal(await log.clear(), 2);
  assert.deepEqual(log.gapAfter(at(2)), { from: at(2), to: null, reason: 'cleared' });
  assert.deepEqual(log.gapAfter(at(4)), { from: at(4), to: null, reason: 'cleared' });
  assert.equal(log.gapAfter(at(5)), undefined);
});

test('an event that was trimmed or cleared is unknown, though its position is a known gap', async () => {
  const { log, at } = await filled(5, { maxEvents: 2, maxBytes: 2 ** 30 });
  await assert.rejects(log.get(at(0)), unknownId);
  await assert.rejects(log.get(at(3)), unknownId);
  assert.equal((await log.get(at(4))).id, at(4));
  await assert.rejects(log.readAfter(at(2), 10), unknownId);
  await log.clear();
  await assert.rejects(log.get(at(5)), unknownId);
});

test('the newest event is kept even when it alone is larger than the log may be', async () => {
  const { log, at } = await filled(3, { maxEvents: 10, maxBytes: 1 });
  assert.deepEqual(log.health(), { events: 1, oldest: at(3), newest: at(3), persistent: false });
});

test('a page without a cursor is the newest one, oldest first', async () => {
  const { log, at } = await filled(10);
  const page = await log.history({ ...everything, limit: 3 });
  assert.deepEqual(
    page.records.map(({ id }) => id),
    [at(8), at(9), at(10)],
  );
  assert.deepEqual([page.hasOlder, page.hasNewer], [true, false]);
});

test('a page between two cursors has neither of them', async () => {
  const { log, at } = await filled(10);
  const { records } = await log.history({ ...everything, after: at(3), before: at(6) });
  assert.deepEqual(
    records.map(({ id }) => id),
    [at(4), at(5)],
  );
  const { records: none } = await log.history({ ...everything, after: at(6), before: at(3) });
  assert.deepEqual(none, []);
});

test('history selects by type, source and text in any case', async () => {
  const { log } = await filled(12);
  const count = async (query: object) => (await log.history({ ...everything, ...query })).records.length;
  assert.equal(await count({ matchesType: parseTypeFilter('th*') }), 4);
  assert.equal(await count({ source: 'even' }), 6);
  assert.equal(await count({ source: '' }), 0);
  assert.equal(await count({ search: '"TYPE":"Third"' }), 4);
  assert.equal(await count({ matchesType: parseTypeFilter('third'), source: 'even' }), 2);
});

test('pages in either direction have everything that matches, each once, in order', () => {
  const query = fc.record({
    limit: fc.integer({ min: 1, max: 9 }),
    types: fc.constantFrom('', 'third', 'nothing'),
    count: fc.nat({ max: 40 }),
  });
  return fc.assert(
    fc.asyncProperty(query, async ({ limit, types, count }) => {
      const { log } = await filled(count, { maxEvents: 25, maxBytes: 2 ** 30 });
      const selection = { matchesType: parseTypeFilter(types), limit };
      const all = await idsOf(log.history({ ...selection, limit: 1000 }));
      assert.deepEqual(await walkForward(log, selection), all);
      assert.deepEqual(await walkBackward(log, selection), all);
    }),
  );
});

type Selection = Omit<Parameters<MemoryLog['history']>[0], 'after' | 'before'>;

async function idsOf(page: ReturnType<MemoryLog['history']>): Promise<string[]> {
  return (await page).records.map(({ id }) => id);
}

async function walkForward(log: MemoryLog, selection: Selection): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined = log.start(); after !== undefined; ) {
    const { records, hasNewer }: Awaited<ReturnType<MemoryLog['history']>> = await log.history({ ...selection, after });
    ids.push(...records.map(({ id }) => id));
    after = hasNewer ? records.at(-1)?.id : undefined;
  }
  return ids;
}

async function walkBackward(log: MemoryLog, selection: Selection): Promise<string[]> {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const { records, hasOlder }: Awaited<ReturnType<MemoryLog['history']>> = await log.history({
      ...selection,
      ...(before !== undefined && { before }),
    });
    ids.unshift(...records.map(({ id }) => id));
    before = hasOlder ? records[0]?.id : undefined;
  } while (before !== undefined);
  return ids;
}
