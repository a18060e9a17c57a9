import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelBar } from '../../../src/cli/levelBar.ts';

const barOf = (rmsDb: number, holdDb: number, columns = 40) => /▕(.*)▏/.exec(levelBar({ rmsDb, holdDb, clipped: false }, columns))?.[1];

for (const [rmsDb, holdDb, bar] of [
  [-100, -100, '          '],
  [0, 0, '██████████'],
  [-30, -12, '█████  │  '],
  [-27, -27, '█████▌    '],
  [-59.2, -100, '▏         '],
  [6, 6, '██████████'],
] as const) {
  test(`${rmsDb} dB with a peak of ${holdDb} dB is drawn as "${bar}"`, () => assert.equal(barOf(rmsDb, holdDb), bar));
}

test('the figures stand beside the bar, and clipping is said', () => {
  assert.match(levelBar({ rmsDb: -3.01, holdDb: 0, clipped: true }, 80), /▏ {2}-3\.0 dB {2}peak {4}0\.0 {2}CLIP$/);
});

test('a line is no wider than its terminal, however loud it is', () => {
  for (const columns of [34, 40, 80, 300]) {
    for (const rmsDb of [-100, -45.5, -3.01, 0]) assert.ok(levelBar({ rmsDb, holdDb: 0, clipped: true }, columns).length <= columns);
  }
});
