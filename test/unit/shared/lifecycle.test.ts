import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Replaceable, Scope, toDisposable } from '../../../src/shared/lifecycle.ts';

function recorder() {
  const released: string[] = [];
  const resource = (name: string) => toDisposable(() => void released.push(name));
  return { released, resource };
}

test('a release function runs once', async () => {
  const { released, resource } = recorder();
  const once = resource('a');
  await once.dispose();
  await once.dispose();
  assert.deepEqual(released, ['a']);
});

test('everybody who disposes waits for the same release', async () => {
  const gate = Promise.withResolvers<void>();
  const slow = toDisposable(() => gate.promise);
  const waits = [slow.dispose(), slow.dispose()];
  assert.equal(waits[0], waits[1]);
  gate.resolve();
  await Promise.all(waits);
});

test('a scope releases newest first, one after the other, whatever fails', () => {
  const behaviour = fc.constantFrom('sync', 'async', 'throws', 'rejects');
  return fc.assert(
    fc.asyncProperty(fc.array(behaviour, { maxLength: 8 }), async (behaviours) => {
      const log: string[] = [];
      const scope = new Scope();
      for (const [index, kind] of behaviours.entries()) scope.defer(releaseOf(kind, `${index}`, log));
      const failures = behaviours.filter((kind) => kind === 'throws' || kind === 'rejects').length;
      const error = await scope.dispose().catch((cause: unknown) => cause);
      assert.equal(error instanceof AggregateError ? error.errors.length : 0, failures);
      assert.deepEqual(
        log,
        [...behaviours.keys()].reverse().flatMap((index) => [`${index} begins`, `${index} ends`]),
      );
    }),
  );
});

function releaseOf(kind: string, name: string, log: string[]): () => void | Promise<void> {
  const both = async () => {
    log.push(`${name} begins`);
    if (kind !== 'sync' && kind !== 'throws') await Promise.resolve();
    log.push(`${name} ends`);
    if (kind === 'rejects') throw new Error(name);
  };
  if (kind === 'async' || kind === 'rejects') return both;
  return () => {
    log.push(`${name} begins`, `${name} ends`);
    if (kind === 'throws') throw new Error(name);
  };
}

test('a scope that is disposed twice releases once and answers the same', async () => {
  const { released, resource } = recorder();
  const scope = new Scope();
  scope.own(resource('a'));
  assert.equal(scope.dispose(), scope.dispose());
  await scope.dispose();
  assert.deepEqual(released, ['a']);
});

test('a scope releases at the end of an `await using` block', async () => {
  const { released, resource } = recorder();
  {
    await using scope = new Scope();
    scope.own(resource('a'));
    assert.deepEqual(released, []);
  }
  assert.deepEqual(released, ['a']);
});

test('a resource that comes while the scope closes, or later, is released at once', async () => {
  const { released, resource } = recorder();
  const scope = new Scope();
  scope.defer(async () => void scope.own(resource('during')));
  await scope.dispose();
  assert.deepEqual(released, ['during']);
  const late = resource('late');
  assert.equal(scope.own(late), late);
  assert.deepEqual(released, ['during', 'late']);
});

test('a late resource that fails to close is reported, not thrown', async () => {
  const failures: unknown[] = [];
  const scope = new Scope((error) => failures.push(error));
  await scope.dispose();
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
  scope.defer(() => {
    throw thrown;
  });
  scope.defer(() => Promise.reject(rejected));
  await turn();
  assert.deepEqual(failures, [thrown, rejected]);
});

test('a slot releases what it held when something else is set', async () => {
  const { released, resource } = recorder();
  const slot = new Replaceable();
  const [first, second] = [resource('first'), resource('second')];
  await slot.replace(first);
  assert.deepEqual(released, []);
  await slot.replace(second);
  assert.deepEqual(released, ['first']);
});

test('a slot releases what it holds once, and can be filled again', async () => {
  const { released, resource } = recorder();
  const slot = new Replaceable();
  await slot.replace(resource('first'));
  await slot.dispose();
  await slot.dispose();
  assert.deepEqual(released, ['first']);
  await slot.replace(resource('second'));
  await slot.dispose();
  assert.deepEqual(released, ['first', 'second']);
});

test('a slot whose former content fails to close says so and holds the new one', async () => {
  const { released, resource } = recorder();
  const slot = new Replaceable();
  await slot.replace(toDisposable(() => Promise.reject(new Error('stuck'))));
  await assert.rejects(slot.replace(resource('next')), /stuck/);
  await slot.dispose();
  assert.deepEqual(released, ['next']);
});
