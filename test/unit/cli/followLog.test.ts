import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { followLog } from '../../../src/cli/followLog.ts';
import { MemoryStore } from '../../../src/server/log/memoryStore.ts';
import { SequenceLog } from '../../../src/server/log/sequenceLog.ts';
import { DAY_MS } from '../../../src/shared/api.ts';
import { draft } from '../server/log/drafts.ts';

/** A log that is followed by a reader that takes what it is given when it is let. */
function startFollowing(maxEvents = 1000) {
  const retention = { maxEvents, maxBytes: 2 ** 30, maxAgeMs: DAY_MS };
  const log = new SequenceLog({ store: new MemoryStore(), retention, now: () => new Date(draft().timestamp) });
  const end = Promise.withResolvers<void>();
  const printed: string[] = [];
  const gaps: string[] = [];
  const reader = { prints: 0, gate: Promise.resolve() };
  const following = followLog(log, {
    print: (records) => {
      reader.prints++;
      printed.push(...records.map(({ type }) => type));
      return reader.gate;
    },
    onGap: ({ reason }) => gaps.push(reason),
    ended: end.promise,
  });
  const append = (...types: string[]) => log.append(types.map((type) => draft({ type })));
  return { log, printed, gaps, reader, following, append, end: () => end.resolve() };
}

async function settled(): Promise<void> {
  for (let count = 0; count < 5; count++) await turn();
}

test('prints what comes from now on, in order', async () => {
  const { append, printed, following, end } = startFollowing();
  await append('a', 'b');
  await settled();
  await append('c');
  await settled();
  assert.deepEqual(printed, ['a', 'b', 'c']);
  end();
  await following;
});

test('prints nothing while its reader takes nothing, and goes on from there', async () => {
  const { append, printed, reader, following, end } = startFollowing();
  const gate = Promise.withResolvers<void>();
  reader.gate = gate.promise;
  for (let n = 0; n < 50; n++) {
    await append(`${n}`);
    await settled();
  }
  assert.deepEqual([printed, reader.prints], [['0'], 1]);
  gate.resolve();
  await settled();
  assert.deepEqual(
    printed,
    Array.from({ length: 50 }, (_, n) => `${n}`),
  );
  end();
  await following;
});

test('says what the log did not keep for a slow reader', async () => {
  const { log, append, printed, gaps, reader, following, end } = startFollowing(3);
  const gate = Promise.withResolvers<void>();
  reader.gate = gate.promise;
  await append('first');
  await settled();
  await append('lost', 'lost', 'c', 'd', 'e');
  gate.resolve();
  await settled();
  assert.deepEqual([printed, gaps], [['first', 'c', 'd', 'e'], ['retention']]);
  const second = Promise.withResolvers<void>();
  reader.gate = second.promise;
  await append('f');
  await settled();
  await append('lost');
  await log.clear();
  second.resolve();
  await settled();
  assert.deepEqual([printed.at(-1), gaps], ['f', ['retention', 'cleared']]);
  end();
  await following;
});

test('what was appended before the end is printed, then it is over', async () => {
  const { append, printed, following, end } = startFollowing();
  await append('a');
  end();
  await following;
  assert.deepEqual(printed, ['a']);
});
