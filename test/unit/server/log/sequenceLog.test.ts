import assert from 'node:assert/strict';
import { afterEach, describe, mock, test } from 'node:test';
import fc from 'fast-check';
import type { SequenceLog } from '../../../../src/server/log/sequenceLog.ts';
import { parseTypeFilter } from '../../../../src/shared/typeFilter.ts';
import { type StoreKind, storeKinds, tempLog, unbounded } from '../../../support/logs.ts';
import { draft, everything } from './drafts.ts';

const two = { ...unbounded, maxEvents: 2 };
const unknownId = { name: 'DevSyncError', code: 'unknown-id' };

afterEach(() => mock.timers.reset());

async function filled(kind: StoreKind, count: number, retention = unbounded) {
  const place = await tempLog(kind, retention);
  const { log } = place;
  const positions = [log.head()];
  const drafts = Array.from({ length: count }, (_, index) =>
    draft({ type: index % 3 === 2 ? 'third' : 'other', source: index % 2 === 1 ? 'even' : null }),
  );
  for (const one of drafts) positions.push((await log.append([one]))[0]?.id ?? '');
  const dispose = () => place[Symbol.asyncDispose]();
  return { place, log, positions, at: (number: number) => positions[number] ?? '', [Symbol.asyncDispose]: dispose };
}

/** What `health` says of where the log is. */
function placeOf(kind: StoreKind, path: string) {
  return kind === 'sqlite' ? { persistent: true, path } : { persistent: false };
}

for (const kind of storeKinds) {
  describe(`a log in ${kind}`, () => {
    test('an empty log has a position, and nothing before or behind it', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      assert.equal(log.head(), log.start());
      assert.equal(log.gapAfter(log.head()), undefined);
      assert.deepEqual(await log.readAfter(log.head(), 1000), []);
      assert.deepEqual(log.health(), { events: 0, oldest: null, newest: null, ...placeOf(kind, place.path) });
      assert.equal(await log.clear(), 0);
    });

    test('an event is kept as one line of JSON with id, type, data, time and source', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      const [record] = await log.append([{ ...draft({ type: 'a\nb', source: 'cli' }), data: { text: '\r\n\u2028' }, sentAt: '2024' }]);
      assert.ok(record && !/[\r\n]/.test(record.json));
      const { id, timestamp } = JSON.parse(record.json);
      assert.deepEqual(JSON.parse(record.json), {
        id,
        type: 'a\nb',
        data: { text: '\r\n\u2028' },
        timestamp,
        source: 'cli',
        sent_at: '2024',
      });
      assert.equal(id, log.head());
      assert.equal((await log.get(id)).json, record.json);
    });

    test('listeners hear what was appended, in order, before the append is answered', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      const heard: string[] = [];
      log.onDidAppend((records) => heard.push(...records.map(({ type }) => type)));
      await log.append([draft({ type: 'a' }), draft({ type: 'b' })]).then(() => heard.push('answered'));
      assert.deepEqual(heard, ['a', 'b', 'answered']);
    });

    test('what is appended in one turn is taken at once, in the order of the calls, and each call hears of its own', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      const groups: string[][] = [];
      log.onDidAppend((records) => groups.push(records.map(({ type }) => type)));
      const calls = ['a', 'b', 'c'].map((type) => log.append([draft({ type }), draft({ type: `${type}2` })]));
      const answers = (await Promise.all(calls)).map((records) => records.map(({ type }) => type));
      assert.deepEqual(
        [groups, answers],
        [
          [['a', 'a2', 'b', 'b2', 'c', 'c2']],
          [
            ['a', 'a2'],
            ['b', 'b2'],
            ['c', 'c2'],
          ],
        ],
      );
    });

    test('a log that is closed keeps what it was handed, then takes nothing more and says nothing', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      const appended = log.append([draft({ type: 'last' })]);
      await log.dispose();
      assert.equal((await appended)[0]?.type, 'last');
      await assert.rejects(log.append([draft()]), { code: 'shutting-down' });
      await log.dispose();
    });

    test('a clear takes what was handed over before it, and nothing that comes after', async () => {
      await using place = await tempLog(kind);
      const { log } = place;
      const before = log.append([draft(), draft()]);
      assert.equal(await log.clear(), 2);
      assert.equal((await before).at(-1)?.id, log.head());
      const [after] = await log.append([draft()]);
      assert.deepEqual(await log.readAfter(log.start(), 1000), [after]);
    });

    test('ids are printable, without spaces, short, and of this log alone', async () => {
      await using first = await filled(kind, 20);
      await using second = await filled(kind, 20);
      for (const id of first.positions) assert.match(id, /^[!-~]{1,64}$/);
      assert.equal(new Set([...first.positions, ...second.positions]).size, 42);
    });

    test('a position that this log never gave is unknown', async () => {
      await using kept = await filled(kind, 5);
      await using other = await filled(kind, 5);
      const { log, positions, at } = kept;
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
        assert.deepEqual(await log.readAfter(id, 10), []);
        await assert.rejects(log.get(id), unknownId);
        await assert.rejects(log.history({ after: id, ...everything }), unknownId);
        await assert.rejects(log.history({ before: id, ...everything }), unknownId);
      }
    });

    test('who knows how ids look cannot guess the position before the oldest event, trimmed or cleared', async () => {
      await using kept = await filled(kind, 5, two);
      const { log, at } = kept;
      const guess = at(3).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      assert.deepEqual([log.start(), log.gapAfter(at(3))], [at(3), undefined]);
      assert.deepEqual(log.gapAfter(guess), { from: guess, to: at(4), reason: 'unknown_id' });
      await log.clear();
      const cleared = at(5).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      assert.deepEqual([log.start(), log.head()], [at(5), at(5)]);
      assert.deepEqual(log.gapAfter(cleared), { from: cleared, to: null, reason: 'unknown_id' });
    });

    test('of an event that is gone the tag is gone too: any tag is answered as what was trimmed or cleared', async () => {
      await using kept = await filled(kind, 5, two);
      const { log, at } = kept;
      const guess = at(1).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
      assert.deepEqual(log.gapAfter(guess), { from: guess, to: at(4), reason: 'retention' });
      await assert.rejects(log.get(guess), unknownId);
      await log.clear();
      assert.equal(log.gapAfter(guess)?.reason, 'cleared');
    });

    test('what was trimmed and what was cleared are told apart', async () => {
      await using kept = await filled(kind, 5, two);
      const { log, at } = kept;
      assert.deepEqual(log.gapAfter(at(2)), { from: at(2), to: at(4), reason: 'retention' });
      assert.equal(log.gapAfter(at(3)), undefined);
      assert.equal(await log.clear(), 2);
      assert.deepEqual(log.gapAfter(at(2)), { from: at(2), to: null, reason: 'cleared' });
      assert.deepEqual(log.gapAfter(at(4)), { from: at(4), to: null, reason: 'cleared' });
      assert.equal(log.gapAfter(at(5)), undefined);
    });

    test('an event that was trimmed or cleared is unknown, though its position is a known gap', async () => {
      await using kept = await filled(kind, 5, two);
      const { log, at } = kept;
      await assert.rejects(log.get(at(0)), unknownId);
      await assert.rejects(log.get(at(3)), unknownId);
      assert.equal((await log.get(at(4))).id, at(4));
      assert.deepEqual(await log.readAfter(at(2), 10), []);
      await log.clear();
      await assert.rejects(log.get(at(5)), unknownId);
    });

    test('the newest event is kept even when it alone is larger than the log may be', async () => {
      await using kept = await filled(kind, 3, { ...unbounded, maxBytes: 1 });
      const { events, oldest, newest } = kept.log.health();
      assert.deepEqual([events, oldest, newest], [1, kept.at(3), kept.at(3)]);
    });

    test('a page without a cursor is the newest one, oldest first', async () => {
      await using kept = await filled(kind, 10);
      const { log, at } = kept;
      const page = await log.history({ ...everything, limit: 3 });
      assert.deepEqual(
        page.records.map(({ id }) => id),
        [at(8), at(9), at(10)],
      );
      assert.deepEqual([page.hasOlder, page.hasNewer], [true, false]);
    });

    test('a page between two cursors has neither of them', async () => {
      await using kept = await filled(kind, 10);
      const { log, at } = kept;
      const { records } = await log.history({ ...everything, after: at(3), before: at(6) });
      assert.deepEqual(
        records.map(({ id }) => id),
        [at(4), at(5)],
      );
      const { records: none } = await log.history({ ...everything, after: at(6), before: at(3) });
      assert.deepEqual(none, []);
    });

    test('a search that is overtaken by retention does not find what is gone by then, though it is in the store still', async () => {
      await using place = await tempLog(kind, { ...unbounded, maxEvents: 1000 });
      const { log } = place;
      const others = (count: number) => Array.from({ length: count }, () => draft({ size: 1000 }));
      await log.append([...others(10), draft({ type: 'marked' }), ...others(989)]);
      const search = () => log.history({ matchesType: parseTypeFilter('marked'), limit: 10 });
      assert.equal((await search()).records.length, 1);
      const [page] = await Promise.all([search(), log.append(others(500))]);
      assert.deepEqual(page, { records: [], hasOlder: false, hasNewer: false });
    });

    test('history selects by type, source and text in any case', async () => {
      await using kept = await filled(kind, 12);
      const { log } = kept;
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
          await using kept = await filled(kind, count, { ...unbounded, maxEvents: 25 });
          const { log } = kept;
          const selection = { matchesType: parseTypeFilter(types), limit };
          const all = await idsOf(log.history({ ...selection, limit: 1000 }));
          assert.deepEqual(await walkForward(log, selection), all);
          assert.deepEqual(await walkBackward(log, selection), all);
        }),
        { numRuns: 20 },
      );
    });

    test('the age of events is looked at with every event and every minute, the newest included', async () => {
      mock.timers.enable({ apis: ['setInterval'] });
      await using kept = await filled(kind, 3, { ...unbounded, maxAgeMs: 1000 });
      const { log, place, at } = kept;
      place.clock.now += 1000;
      const [fourth] = await log.append([draft({ at: place.clock.now })]);
      assert.equal(log.health().events, 4);
      place.clock.now += 1;
      mock.timers.tick(60_000);
      assert.deepEqual([log.health().oldest, log.start()], [fourth?.id, at(3)]);
      place.clock.now += 1000;
      const [fifth] = await log.append([draft({ at: place.clock.now })]);
      assert.deepEqual([log.health().oldest, log.gapAfter(at(3))?.reason], [fifth?.id, 'retention']);
      place.clock.now += 10_000;
      mock.timers.tick(60_000);
      assert.deepEqual([log.health().events, log.start(), log.gapAfter(log.head())], [0, fifth?.id, undefined]);
    });
  });
}

type Selection = Omit<Parameters<SequenceLog['history']>[0], 'after' | 'before'>;

async function idsOf(page: ReturnType<SequenceLog['history']>): Promise<string[]> {
  return (await page).records.map(({ id }) => id);
}

async function walkForward(log: SequenceLog, selection: Selection): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined = log.start(); after !== undefined; ) {
    const { records, hasNewer }: Awaited<ReturnType<SequenceLog['history']>> = await log.history({ ...selection, after });
    ids.push(...records.map(({ id }) => id));
    after = hasNewer ? records.at(-1)?.id : undefined;
  }
  return ids;
}

async function walkBackward(log: SequenceLog, selection: Selection): Promise<string[]> {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const { records, hasOlder }: Awaited<ReturnType<SequenceLog['history']>> = await log.history({
      ...selection,
      ...(before !== undefined && { before }),
    });
    ids.unshift(...records.map(({ id }) => id));
    before = hasOlder ? records[0]?.id : undefined;
  } while (before !== undefined);
  return ids;
}
