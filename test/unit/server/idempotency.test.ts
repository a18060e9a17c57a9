import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hub } from '../../../src/server/hub.ts';
import { createIdempotency } from '../../../src/server/idempotency.ts';
import type { Published, Receipt, ReceiptDraft } from '../../../src/server/log/receipt.ts';
import type { SequenceLog } from '../../../src/server/log/sequenceLog.ts';
import { Fanout } from '../../../src/server/stream/fanout.ts';
import { limits } from '../../../src/shared/api.ts';
import { type TempLog, tempLog } from '../../support/logs.ts';

const SCOPE = '/dev/webhook';
const KEYS = { header: 'Idempotency-Key', keptMs: limits.idempotencyMs };
const WEBHOOK_IDS = { header: 'webhook-id', keptMs: limits.webhookIdMs };

function published(id: string): Published {
  return { accepted: 1, firstId: id, lastId: id, notified: 0 };
}

function first(id: string) {
  return { published: published(id), isDuplicate: false };
}

function repeated(id: string) {
  return { published: published(id), isDuplicate: true };
}

function start(options = KEYS, receipts: readonly Receipt[] = []) {
  const clock = { now: 0 };
  const idempotency = createIdempotency({ ...options, now: () => new Date(clock.now), receipts });
  type Work = (receipt?: ReceiptDraft) => Promise<Published>;
  const once = (key: string | undefined, work: Work, content: unknown = 'content', scope = SCOPE) =>
    idempotency.once({ key, scope, content }, work);
  let runs = 0;
  const work = async () => published(`${++runs}`);
  return { clock, idempotency, once, work, runs: () => runs };
}

test('a repeat answers as the first did, says so, and does nothing', async () => {
  const { once, work, runs } = start();
  assert.deepEqual(await once('key', work), first('1'));
  assert.deepEqual(await once('key', work), repeated('1'));
  assert.deepEqual(await once('other', work), first('2'));
  assert.equal(runs(), 2);
});

test('without a key everything is done, and no receipt is written', async () => {
  const { once, work } = start();
  const receipts: unknown[] = [];
  for (const key of [undefined, '', undefined, '']) {
    await once(key, (receipt) => {
      receipts.push(receipt);
      return work();
    });
  }
  assert.deepEqual(receipts, [undefined, undefined, undefined, undefined]);
  assert.deepEqual(await once('', work), first('5'));
});

test('the work is handed a receipt that says for which request and how long it stands', async () => {
  const { clock, once, work } = start();
  const receipts: ReceiptDraft[] = [];
  const take = (receipt?: ReceiptDraft) => {
    if (receipt) receipts.push(receipt);
    return work();
  };
  clock.now = 1000;
  await once('key', take, ['a']);
  await once('key', take, ['a'], '/dev/trigger');
  await once('other', take, ['b']);
  const [one, ...others] = receipts;
  assert.deepEqual(
    others.map(({ name }) => name),
    ['Idempotency-Key /dev/trigger key', 'Idempotency-Key /dev/webhook other'],
  );
  assert.deepEqual([one?.name, one?.until], ['Idempotency-Key /dev/webhook key', 1000 + limits.idempotencyMs]);
  assert.deepEqual(
    others.map(({ fingerprint }) => fingerprint === one?.fingerprint),
    [true, false],
  );
});

test('repeats at the same time wait for the one that works', async () => {
  const { once } = start();
  const gate = Promise.withResolvers<Published>();
  let runs = 0;
  const answers = [1, 2, 3].map(() =>
    once('key', () => {
      runs += 1;
      return gate.promise;
    }),
  );
  gate.resolve(published('a'));
  assert.deepEqual(await Promise.all(answers), [first('a'), repeated('a'), repeated('a')]);
  assert.equal(runs, 1);
});

test('a key is kept for its time after the first request, and no longer', async () => {
  const { clock, once, work } = start();
  await once('key', work);
  clock.now = limits.idempotencyMs - 1;
  assert.deepEqual(await once('key', work), repeated('1'));
  clock.now += 1;
  assert.deepEqual(await once('key', work), first('2'));
});

test('keys expire on their own, not with the oldest', async () => {
  const { clock, once, work, runs } = start();
  await once('first', work);
  clock.now = 1000;
  await once('second', work);
  clock.now = limits.idempotencyMs;
  await once('first', work);
  await once('second', work);
  assert.equal(runs(), 3);
});

test('a refusal frees the key for the corrected request', async () => {
  const { once, work } = start();
  const refusal = new Error('refused');
  const refused = [once('key', () => Promise.reject(refusal)), once('key', work)];
  for (const answer of refused) await assert.rejects(answer, refusal);
  assert.deepEqual(await once('key', work), first('1'));
});

test('a key that comes again with another content is refused, and the first answer stays', async () => {
  const { once, work, runs } = start();
  const [one, other] = [{ drafts: [{ type: 'a' }] }, { drafts: [{ type: 'b' }] }];
  await once('key', work, one);
  await assert.rejects(once('key', work, other), { code: 'idempotency-key-reused', status: 422 });
  assert.deepEqual(await once('key', work, structuredClone(one)), repeated('1'));
  assert.equal(runs(), 1);
});

test('a key with another content is refused while the first request is under way', async () => {
  const { once, work } = start();
  const gate = Promise.withResolvers<Published>();
  const pending = once('key', () => gate.promise, 'first');
  await assert.rejects(once('key', work, 'second'), { code: 'idempotency-key-reused' });
  gate.resolve(published('a'));
  assert.deepEqual(await pending, first('a'));
});

test('without a content the key alone makes the repeat', async () => {
  const { clock, idempotency, work } = start(WEBHOOK_IDS);
  const receipts: (ReceiptDraft | undefined)[] = [];
  const post = () =>
    idempotency.once({ key: 'msg', scope: SCOPE }, (receipt) => {
      receipts.push(receipt);
      return work();
    });
  assert.deepEqual(await post(), first('1'));
  clock.now = limits.webhookIdMs - 1;
  assert.deepEqual(await post(), repeated('1'));
  clock.now += 1;
  assert.deepEqual(await post(), first('2'));
  assert.deepEqual(receipts[0], { name: 'webhook-id /dev/webhook msg', fingerprint: '', until: limits.webhookIdMs });
});

test('receipts of other headers are of other keys, and do not keep ours beyond their time', async () => {
  const receiptOf = (header: string, until: number) => ({
    name: `${header} ${SCOPE} key`,
    fingerprint: '',
    until,
    published: published(header),
  });
  const receipts = [receiptOf('webhook-id', limits.webhookIdMs), receiptOf('Idempotency-Key', limits.idempotencyMs)];
  for (const options of [KEYS, WEBHOOK_IDS]) {
    const { clock, idempotency, work } = start(options, receipts);
    const post = () => idempotency.once({ key: 'key', scope: SCOPE }, work);
    assert.deepEqual(await post(), repeated(options.header));
    clock.now = options.keptMs;
    assert.deepEqual(await post(), first('1'));
  }
});

test('a key belongs to its scope', async () => {
  const { once, work } = start();
  assert.deepEqual(await once('key', work, 'content', '/one'), first('1'));
  assert.deepEqual(await once('key', work, 'other', '/two'), first('2'));
});

test('a key that is too long is refused, and nothing is done', async () => {
  const { once, work, runs } = start();
  const message = `The Idempotency-Key is longer than ${limits.idempotencyKeyCharacters} characters.`;
  await assert.rejects(once('k'.repeat(limits.idempotencyKeyCharacters + 1), work), { code: 'invalid-query', message });
  assert.equal(runs(), 0);
  assert.deepEqual(await once('k'.repeat(limits.idempotencyKeyCharacters), work), first('1'));
});

for (const key of ['__proto__', 'constructor']) {
  test(`${JSON.stringify(key)} is a key like any other`, async () => {
    const { once, work } = start();
    assert.deepEqual(await once(key, work), first('1'));
    assert.deepEqual(await once(key, work), repeated('1'));
  });
}

/** The hub of a log, with what it knows of earlier requests. */
function hubOn(place: TempLog, log: SequenceLog = place.log) {
  const now = () => new Date(place.clock.now);
  const fanout = new Fanout(log);
  const hub = new Hub(log, fanout, now);
  const idempotency = createIdempotency({ ...KEYS, now, receipts: log.receipts });
  const post = (key: string, ...types: string[]) =>
    idempotency.once({ key, scope: SCOPE, content: types }, (receipt) =>
      hub.publish(
        types.map((type) => ({ type, data: {}, source: null })),
        receipt,
      ),
    );
  return { post, log, [Symbol.dispose]: () => fanout.dispose() };
}

test('a repeat after the hub was started again is answered as the first, and publishes nothing', async () => {
  await using place = await tempLog('sqlite');
  using before = hubOn(place);
  const batch = await before.post('key', 'a', 'audio_level', 'b');
  assert.equal(batch.published.accepted, 3);
  using after = hubOn(place, await place.reopen());
  assert.deepEqual(await after.post('key', 'a', 'audio_level', 'b'), { ...batch, isDuplicate: true });
  assert.deepEqual([after.log.head(), after.log.health().events], [batch.published.lastId, 2]);
});

test('another content under the key of an earlier run is refused', async () => {
  await using place = await tempLog('sqlite');
  using before = hubOn(place);
  await before.post('key', 'a');
  using after = hubOn(place, await place.reopen());
  await assert.rejects(after.post('key', 'b'), { code: 'idempotency-key-reused' });
  assert.equal(after.log.health().events, 1);
});

test('a key that expired before the hub was started again is published anew, and its receipt leaves the file', async () => {
  await using place = await tempLog('sqlite');
  using before = hubOn(place);
  await before.post('key', 'a');
  place.clock.now += limits.idempotencyMs;
  using after = hubOn(place, await place.reopen());
  const { published: anew, isDuplicate } = await after.post('key', 'b');
  assert.deepEqual([isDuplicate, anew.firstId], [false, after.log.head()]);
  const { receipts } = await place.reopen();
  assert.deepEqual(
    receipts.map(({ published: { firstId } }) => firstId),
    [anew.firstId],
  );
});

test('a key that was used again after its time does not keep others beyond theirs, over a start', async () => {
  await using place = await tempLog('sqlite');
  using before = hubOn(place);
  await before.post('one', 'a');
  place.clock.now += 1;
  await before.post('two', 'a');
  place.clock.now += limits.idempotencyMs;
  await before.post('one', 'a');
  using after = hubOn(place, await place.reopen());
  const answers = [await after.post('one', 'a'), await after.post('two', 'a')];
  assert.deepEqual(
    answers.map(({ isDuplicate }) => isDuplicate),
    [true, false],
  );
});

test('a receipt is on the disk with its events or not at all', async () => {
  await using place = await tempLog('sqlite');
  using before = hubOn(place);
  const posts = [before.post('one', 'a'), before.post('two', 'b'), before.post('three', 'audio_level')];
  await place.close();
  const ids = (await Promise.all(posts)).map(({ published: { firstId } }) => firstId);
  const log = await place.reopen();
  assert.deepEqual(
    log.receipts.map(({ published: { firstId } }) => firstId),
    ids.slice(0, 2),
  );
  assert.equal(log.head(), ids[1]);
});
