import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interruption } from '../../../src/extension/hubController.ts';
import { seamOf } from '../../../src/extension/seam.ts';

const at = new Date('2024-05-06T07:08:09.010Z');
const time = at.toTimeString().slice(0, 8);

const table: readonly [Interruption, text: string][] = [
  [{ kind: 'restarted' }, `hub restarted ${time}`],
  [{ kind: 'gaveUp' }, `hub stopped ${time}`],
  [{ kind: 'missed', reason: 'retention' }, `events before ${time} are no longer kept`],
  [{ kind: 'missed', reason: 'cleared' }, `events before ${time} are no longer kept`],
  [{ kind: 'missed', reason: 'unknown_id' }, 'the log began anew: the rows above are only here'],
];
for (const [interruption, text] of table) {
  test(`${Object.values(interruption).join(' ')} reads "${text}"`, () => {
    assert.deepEqual(seamOf(interruption, at), { at: '2024-05-06T07:08:09.010Z', text });
  });
}
