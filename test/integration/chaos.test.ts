import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { eventOf, type Post } from '../support/chaos/publisher.ts';
import { proveChaos } from '../support/chaos/run.ts';
import { judgeLog } from '../support/chaos/verdict.ts';

test('nothing acknowledged is lost and nothing comes twice, however often the hub is killed', { timeout: 180_000 }, (t) =>
  proveChaos(t, { events: 50_000, kills: 20, seed: randomInt(2 ** 31) }),
);

/** The log of these events of the publisher "p". */
function logOf(...numbers: readonly number[]): LoggedEvent[] {
  return numbers.map((n, place) => ({ ...eventOf('p', n), id: `id-${place}`, timestamp: '' }) as LoggedEvent);
}

const post: Post = { publisher: 'p', first: 1, count: 2, key: undefined, attempts: 1 };
const answered: Post = { ...post, answer: { firstId: 'id-1', lastId: 'id-2', isDuplicate: false } };

const judgements: readonly (readonly [name: string, log: readonly LoggedEvent[], post: Post, verdict: RegExp | undefined])[] = [
  ['an acknowledged post that is there', logOf(0, 1, 2, 3), answered, undefined],
  ['an acknowledged post that is lost', logOf(0, 3), answered, /was acknowledged and is lost/],
  ['an acknowledged post at another place', logOf(1, 2), answered, /not where its answer said/],
  ['an unanswered post that is not there', logOf(0), post, undefined],
  ['an unanswered post that is there once', logOf(0, 1, 2), post, undefined],
  ['a post that is there twice', logOf(1, 2, 1, 2), post, /more than once/],
  ['half a post', logOf(1), post, /in part only/],
  ['a post torn apart', logOf(1, 7, 2), post, /in part only/],
  ['another content', [...logOf(1), { ...logOf(1, 2)[1], type: 'x' } as LoggedEvent], post, /event 2 has another content/],
  ['a key that was never answered', logOf(0), { ...post, key: 'k' }, /never answered/],
  ['the wrong order', logOf(3, 1, 2), post, /event 1 .* comes after event 3/],
  ['an id that was given twice', [...logOf(1, 2), ...logOf(3)], post, /1 ids are in the log more than once/],
];

for (const [name, log, judged, verdict] of judgements) {
  test(`the judge of the chaos ${verdict ? 'objects to' : 'accepts'} ${name}`, () => {
    const problems = judgeLog(log, [judged]);
    if (verdict) assert.match(problems.join('\n'), verdict);
    else assert.deepEqual(problems, []);
  });
}
