import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnseenProblems } from '../../../../src/extension/panel/unseenProblems.ts';
import type { Stats } from '../../../../src/shared/webhooks.ts';

function stats(...failed: readonly number[]): Stats {
  return { since: '', types: [], sources: [], targets: failed.map((count) => ({ failed: count })) } as unknown as Stats;
}

test('webhooks that had failed before the window came are nothing new', () => {
  const problems = new UnseenProblems();
  problems.takeStats(stats(3, 4));
  assert.equal(problems.badge, undefined);
});

test('webhooks that fail are counted over all targets, and those that are retried do not make up for others', () => {
  const problems = new UnseenProblems();
  for (const figures of [stats(0, 1), stats(2, 1), stats(2, 0), stats(2, 2)]) problems.takeStats(figures);
  assert.deepEqual(problems.badge, { value: 4, tooltip: '4 failed webhooks' });
});

test('the figures of the next hub begin anew', () => {
  const problems = new UnseenProblems();
  for (const figures of [stats(1), null, stats(9)]) problems.takeStats(figures);
  assert.equal(problems.badge, undefined);
});

test('the words say what the number is made of', () => {
  const problems = new UnseenProblems();
  problems.takeGap();
  assert.deepEqual(problems.badge, { value: 1, tooltip: '1 gap in the events' });
  problems.takeStats(stats(0));
  problems.takeStats(stats(1));
  problems.takeGap();
  assert.deepEqual(problems.badge, { value: 3, tooltip: '1 failed webhook, 2 gaps in the events' });
});

test('what was seen is not counted again', () => {
  const problems = new UnseenProblems();
  problems.takeGap();
  for (const figures of [stats(0), stats(5)]) problems.takeStats(figures);
  problems.see();
  problems.takeStats(stats(5));
  assert.equal(problems.badge, undefined);
});
