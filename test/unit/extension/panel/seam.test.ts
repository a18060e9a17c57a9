import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interruption } from '../../../../src/extension/hub/hubController.ts';
import { l10n } from '../../../../src/extension/l10n.ts';
import { seamOf } from '../../../../src/extension/panel/seam.ts';
import { heldSeam, restartSeam } from '../../../../src/shared/seams.ts';

const now = new Date('2024-05-06T07:08:09.010Z');
const time = now.toTimeString().slice(0, 8);
const lastRowAt = '2024-05-06T06:00:00.000Z';

test('a restart reads "hub restarted" with the time at which the new hub began, and stands there', () => {
  assert.deepEqual(restartSeam(now.toISOString(), now, l10n.t), { at: '2024-05-06T07:08:09.010Z', text: `hub restarted ${time}` });
});

test('a restart of another day has its date', () => {
  assert.match(restartSeam('2024-05-03T12:00:00.000Z', now, l10n.t).text, /^hub restarted 2024-05-0\d \d\d:\d\d:\d\d$/);
});

const table: readonly [Interruption, text: string, at: string][] = [
  [{ kind: 'stopped' }, `hub stopped ${time}`, now.toISOString()],
  [{ kind: 'gaveUp' }, `hub stopped ${time}`, now.toISOString()],
  [{ kind: 'stoppedElsewhere' }, `hub stopped ${time}`, now.toISOString()],
  [{ kind: 'cleared' }, `event log deleted ${time}`, now.toISOString()],
  [{ kind: 'missed', reason: 'retention' }, `events before ${time} are no longer kept`, lastRowAt],
  [{ kind: 'missed', reason: 'cleared' }, `events before ${time} are no longer kept`, lastRowAt],
];
for (const [interruption, text, at] of table) {
  test(`${Object.values(interruption).join(' ')} reads "${text}"`, () => {
    assert.deepEqual(seamOf(interruption, now, lastRowAt), { at, text });
  });
}

test('what is missed in an empty panel has the present time', () => {
  assert.equal(seamOf({ kind: 'missed', reason: 'cleared' }, now, undefined).at, now.toISOString());
});

test('a page that is held to the limit has its line at the time it begins', () => {
  const text = 'Pages of http://localhost:3000 post more than 200 times a second; the rest is refused';
  assert.deepEqual(heldSeam(`${text}.`, now), { at: now.toISOString(), text });
});
