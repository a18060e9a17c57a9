import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { BurstLog } from '../../../src/server/burstLog.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

function startLog(most: number): { readonly lines: readonly string[]; readonly log: BurstLog; note(times: number): void } {
  const lines: string[] = [];
  const log = new BurstLog(most, (count) => void lines.push(`and ${count} more`));
  const note = (times: number) => {
    for (let n = 0; n < times; n++) log.note(() => void lines.push('line'));
  };
  return { lines, log, note };
}

test('of ten seconds the first lines are said, and then how many more there were', () => {
  const { lines, note } = startLog(2);
  note(2);
  mock.timers.tick(5000);
  note(100);
  assert.deepEqual(lines, ['line', 'line']);
  mock.timers.tick(5000);
  assert.deepEqual(lines, ['line', 'line', 'and 100 more']);
  note(1);
  assert.equal(lines.at(-1), 'line');
});

test('what is not too much is said, and nothing after it', () => {
  const { lines, note } = startLog(2);
  for (let n = 0; n < 3; n++) {
    note(2);
    mock.timers.tick(10_000);
  }
  assert.deepEqual(lines, Array(6).fill('line'));
});

test('its end says what was held back, once', () => {
  const { lines, log, note } = startLog(1);
  note(3);
  log.dispose();
  log.dispose();
  mock.timers.tick(20_000);
  assert.deepEqual(lines, ['line', 'and 2 more']);
});
