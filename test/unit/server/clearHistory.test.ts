import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearHistory } from '../../../src/server/clearHistory.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';

/** Everything that knows of events, as a list of what was asked of it. */
function startClearing(fails = false) {
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const clear = async (alongside?: () => void) => {
    alongside?.();
    done.push('log');
    if (fails) throw new DevSyncError('log-failed');
    return 3;
  };
  const parts = {
    log: { clear },
    deliveries: { clear: note('deliveries') },
    posts: { clear: note('posts') },
    fanout: { flush: note('flush') },
    audience: { showCleared: (deleted: number) => void done.push(`told of ${deleted}`) },
  };
  return { done, parts };
}

test('what is known of events is forgotten with them, and then those who show them are told', async () => {
  const { done, parts } = startClearing();
  assert.equal(await clearHistory(parts), 3);
  assert.deepEqual(done, ['deliveries', 'posts', 'log', 'flush', 'told of 3']);
});

test('nobody is told that what may still be on the disk is gone', async () => {
  const { done, parts } = startClearing(true);
  await assert.rejects(clearHistory(parts), { code: 'log-failed' });
  assert.deepEqual(done, ['deliveries', 'posts', 'log']);
});
