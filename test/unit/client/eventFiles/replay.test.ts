import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, steadyClock } from '../../../../src/client/eventFiles/clock.ts';
import { readEventFile } from '../../../../src/client/eventFiles/readEventFile.ts';
import { type ReplayOptions, replayEvents } from '../../../../src/client/eventFiles/replay.ts';
import { limits } from '../../../../src/shared/api.ts';
import { DevSyncError, type ErrorCode } from '../../../../src/shared/errors.ts';
import { within } from '../../../support/until.ts';

const START = Date.parse('2026-11-22T10:00:00Z');

function eventsAt(...offsets: readonly number[]) {
  const lines = offsets.map((offset, n) => JSON.stringify({ type: `e${n}`, timestamp: new Date(START + offset).toISOString() }));
  return readEventFile(lines.join('\n')).events;
}

type Post = { readonly at: number; readonly types: readonly string[]; readonly key: string };

type Run = { readonly clock: ReturnType<typeof createClock>; readonly ender: AbortController };

/** A replay on a clock whose waits take no time, with a hub that notes what it hears. `answer` may fail or take its time. */
function replay(options: Pick<ReplayOptions, 'events'> & Partial<ReplayOptions>, answer: (posts: number, run: Run) => void = () => {}) {
  const [posts, progress, ender]: [Post[], number[], AbortController] = [[], [], new AbortController()];
  const clock = createClock();
  const done = replayEvents({
    timing: 'original',
    signal: ender.signal,
    onProgress: (published) => progress.push(published),
    clock,
    send: async (batch, key) => {
      posts.push({ at: clock.now(), types: batch.map((text) => JSON.parse(text).event_type), key });
      answer(posts.length, { clock, ender });
      return { success: true, message: '', accepted: batch.length, first_id: null, last_id: null, subscribers_notified: 0 };
    },
    ...options,
  });
  return { done, posts, progress };
}

/** Each wait is late by a millisecond, as those of the machine are. */
function createClock(): Clock & { advance(ms: number): void } {
  let time = 5000;
  return {
    now: () => time,
    wait: async (ms, signal) => {
      if (!signal.aborted) time += ms + 1;
    },
    advance: (ms) => {
      time += ms;
    },
  };
}

function fail(code: ErrorCode): never {
  throw new DevSyncError(code);
}

test('at once, events go in batches that keep their order', async () => {
  const events = eventsAt(...Array.from({ length: 2500 }, (_, n) => n * 1000));
  const { done, posts, progress } = replay({ events, timing: 'at-once' });
  assert.equal(await done, 2500);
  assert.deepEqual(
    posts.map(({ types }) => types.length),
    [1000, 1000, 500],
  );
  assert.deepEqual(
    posts.flatMap(({ types }) => types),
    events.map(({ type }) => type),
  );
  assert.deepEqual(progress, [1000, 2000, 2500]);
});

test('a batch stays far below what the hub takes, whatever is in it', async () => {
  const large = JSON.stringify({ event_type: 'large', data: { text: '語'.repeat(300_000) } });
  const digits = JSON.stringify({ event_type: 'digits', data: { list: ['#'] } }).replace(
    '"#"',
    `${'12345678901234567890,'.repeat(30_000)}0`,
  );
  const { events } = readEventFile([...Array(12).fill(large), ...Array(8).fill(digits)].join('\n'));
  const bodies: (readonly string[])[] = [];
  const send: ReplayOptions['send'] = async (batch) => {
    bodies.push(batch);
    return { success: true, message: '', accepted: batch.length, first_id: null, last_id: null, subscribers_notified: 0 };
  };
  assert.equal(await replay({ events, timing: 'at-once', send }).done, 20);
  for (const body of bodies) {
    assert.ok(Buffer.byteLength(body.join()) < limits.batchBytes);
    assert.ok(body.filter((text) => text.includes('digits')).length * 30_000 <= limits.exactNumbers);
  }
});

test('in the original timing the distances are those of the file, and late timers do not add up', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 500, 1000, 60_000, 60_100) });
  assert.equal(await done, 5);
  assert.deepEqual(
    posts.map(({ at }) => at - 5000),
    [0, 501, 1001, 60_001, 60_101],
  );
});

test('events that happened together go together, and none waits for a time that is over', async () => {
  const { done, posts } = replay({ events: eventsAt(1000, 1000, 400, 1004, 2000) });
  await done;
  assert.deepEqual(
    posts.map(({ types }) => types.join()),
    ['e0,e1,e2', 'e3', 'e4'],
  );
  assert.deepEqual(
    posts.map(({ at }) => at - 5000),
    [0, 11, 1001],
  );
});

test('what is late because the hub was comes at once, and the rest in time', async () => {
  const events = eventsAt(0, 100, 200, 5000);
  const { done, posts } = replay({ events }, (count, { clock }) => count === 1 && clock.advance(3000));
  await done;
  assert.deepEqual(
    posts.map(({ at, types }) => [at - 5000, types.join()]),
    [
      [0, 'e0'],
      [3000, 'e1,e2'],
      [5001, 'e3'],
    ],
  );
});

test('pauses that are longer than timers know are waited for in parts', async () => {
  const days40 = 40 * 24 * 3_600_000;
  const { done, posts } = replay({ events: eventsAt(0, days40) });
  assert.equal(await done, 2);
  assert.ok((posts[1]?.at ?? 0) >= days40);
});

test('after a broken connection the same batch is posted with the same key, and the next one with another', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 1000) }, (count) => count <= 2 && fail('hub-unreachable'));
  assert.equal(await done, 2);
  assert.deepEqual(
    posts.map(({ types }) => types.join()),
    ['e0', 'e0', 'e0', 'e1'],
  );
  const keys = posts.map(({ key }) => key);
  assert.deepEqual([new Set(keys.slice(0, 3)).size, new Set(keys).size], [1, 2]);
});

test('a hub that stays away ends it, with the count of what is published', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 1000, 2000) }, (count) => count >= 3 && fail('hub-unreachable'));
  await assert.rejects(done, { code: 'hub-unreachable', message: /2 of 3 events are published, and perhaps 1 more\.$/ });
  assert.equal(posts.length, 2 + 5);
});

test('when nobody was at the port of the hub, nothing is in doubt', async () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const { done } = replay({ events: eventsAt(0) }, () => {
    throw new DevSyncError('hub-unreachable', { cause: new TypeError('fetch failed', { cause: refused }) });
  });
  await assert.rejects(done, { message: /0 of 1 events are published\.$/, published: 0, perhaps: 0 });
});

test('what the hub refuses is not tried again', async () => {
  const { done, posts } = replay({ events: eventsAt(0) }, () => fail('invalid-event'));
  await assert.rejects(done, { code: 'invalid-event', message: /0 of 1 events are published\.$/ });
  assert.equal(posts.length, 1);
});

test('it can be ended between two events, and answers how many are published', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 10_000, 20_000) }, (count, { ender }) => count === 2 && ender.abort());
  assert.equal(await done, 2);
  assert.equal(posts.length, 2);
});

test('ended after an answer that got lost, it asks once more: the same key publishes nothing twice, and the count is right', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 1) }, (count, { ender }) => {
    ender.abort();
    if (count === 1) fail('hub-unreachable');
  });
  assert.equal(await done, 1);
  assert.deepEqual([posts.length, new Set(posts.map(({ key }) => key)).size], [2, 1]);
});

test('ended while the hub is away, it says that some may be published', async () => {
  for (const last of [1, 3]) {
    const { done, posts } = replay({ events: eventsAt(0, 1, 5000) }, (count, { ender }) => {
      if (count === last) ender.abort();
      fail('hub-unreachable');
    });
    await assert.rejects(done, { code: 'hub-unreachable', message: /0 of 3 events are published, and perhaps 1 more\.$/ });
    assert.equal(posts.length, last + 1);
  }
});

test('ended while the hub takes no posts, nothing is in doubt', async () => {
  const { done, posts } = replay({ events: eventsAt(0, 1) }, (_, { ender }) => {
    ender.abort();
    fail('too-many-posts');
  });
  assert.deepEqual([await done, posts.length], [0, 1]);
});

test('the clock of the machine waits no longer when it is told to end', async () => {
  const ender = new AbortController();
  const waited = steadyClock.wait(3_600_000, ender.signal);
  ender.abort();
  await within(waited, 'the end of the wait');
  await within(steadyClock.wait(3_600_000, ender.signal), 'a wait that was over before');
});
