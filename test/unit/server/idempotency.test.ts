import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIdempotency } from '../../../src/server/idempotency.ts';
import { limits } from '../../../src/shared/api.ts';

function start() {
  const clock = { now: 0 };
  const idempotency = createIdempotency(() => new Date(clock.now));
  const once = (key: string | undefined, work: () => Promise<object>, content: unknown = 'content', scope = '/dev/webhook') =>
    idempotency.once({ key, scope, content }, work);
  let runs = 0;
  const work = async () => ({ success: true, id: `${++runs}` });
  return { clock, once, work, runs: () => runs };
}

test('a repeat answers as the first did, says so, and does nothing', async () => {
  const { once, work, runs } = start();
  assert.deepEqual(await once('key', work), { success: true, id: '1' });
  assert.deepEqual(await once('key', work), { success: true, id: '1', duplicate: true });
  assert.deepEqual(await once('other', work), { success: true, id: '2' });
  assert.equal(runs(), 2);
});

test('without a key everything is done', async () => {
  const { once, work, runs } = start();
  await once(undefined, work);
  assert.deepEqual(await once(undefined, work), { success: true, id: '2' });
  assert.equal(runs(), 2);
});

test('repeats at the same time wait for the one that works', async () => {
  const { once } = start();
  const gate = Promise.withResolvers<object>();
  let runs = 0;
  const answers = [1, 2, 3].map(() =>
    once('key', () => {
      runs += 1;
      return gate.promise;
    }),
  );
  gate.resolve({ id: 'a' });
  assert.deepEqual(await Promise.all(answers), [{ id: 'a' }, { id: 'a', duplicate: true }, { id: 'a', duplicate: true }]);
  assert.equal(runs, 1);
});

test('a key is kept for its time after the first request, and no longer', async () => {
  const { clock, once, work } = start();
  await once('key', work);
  clock.now = limits.idempotencyMs - 1;
  assert.deepEqual(await once('key', work), { success: true, id: '1', duplicate: true });
  clock.now += 1;
  assert.deepEqual(await once('key', work), { success: true, id: '2' });
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
  assert.deepEqual(await once('key', work), { success: true, id: '1' });
});

test('an empty key is no key', async () => {
  const { once, work, runs } = start();
  assert.deepEqual(
    [await once('', work), await once('', work)],
    [
      { success: true, id: '1' },
      { success: true, id: '2' },
    ],
  );
  assert.equal(runs(), 2);
});

test('a key that comes again with another content is refused, and the first answer stays', async () => {
  const { once, work, runs } = start();
  const [first, second] = [{ drafts: [{ type: 'a' }] }, { drafts: [{ type: 'b' }] }];
  await once('key', work, first);
  await assert.rejects(once('key', work, second), { code: 'idempotency-key-reused', status: 422 });
  assert.deepEqual(await once('key', work, structuredClone(first)), { success: true, id: '1', duplicate: true });
  assert.equal(runs(), 1);
});

test('a key with another content is refused while the first request is under way', async () => {
  const { once, work } = start();
  const gate = Promise.withResolvers<object>();
  const first = once('key', () => gate.promise, 'first');
  await assert.rejects(once('key', work, 'second'), { code: 'idempotency-key-reused' });
  gate.resolve({ id: 'a' });
  assert.deepEqual(await first, { id: 'a' });
});

test('a key belongs to its scope', async () => {
  const { once, work } = start();
  assert.deepEqual(await once('key', work, 'content', '/one'), { success: true, id: '1' });
  assert.deepEqual(await once('key', work, 'other', '/two'), { success: true, id: '2' });
});

for (const key of ['__proto__', 'constructor']) {
  test(`${JSON.stringify(key)} is a key like any other`, async () => {
    const { once, work } = start();
    assert.deepEqual(await once(key, work), { success: true, id: '1' });
    assert.deepEqual(await once(key, work), { success: true, id: '1', duplicate: true });
  });
}
