import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SoundEdge, SoundGate } from '../../../../src/server/audio/soundGate.ts';
import { levelBlocks, RATE } from './blocks.ts';

/** What a gate says to a sequence of [dBFS, seconds]. */
function edgesOf(parts: readonly (readonly [rmsDb: number, seconds: number])[], gate = new SoundGate()): SoundEdge[] {
  const edges: SoundEdge[] = [];
  let at = 0;
  for (const [rmsDb, seconds] of parts) {
    for (const block of levelBlocks(rmsDb, seconds, at)) {
      const edge = gate.update(block, RATE);
      if (edge) edges.push(edge);
      at = block.at;
    }
  }
  return edges;
}

test('a sound in silence starts and stops when it really did, with its duration', () => {
  assert.deepEqual(
    edgesOf([
      [-80, 1],
      [-20, 2],
      [-80, 1],
    ]),
    [
      { kind: 'started', at: 1000 },
      { kind: 'stopped', at: 3000, durationMs: 2000 },
    ],
  );
});

test('40 ms are no sound, 60 ms are one', () => {
  assert.deepEqual(
    edgesOf([
      [-80, 1],
      [-20, 0.04],
      [-80, 1],
    ]),
    [],
  );
  assert.equal(
    edgesOf([
      [-80, 1],
      [-20, 0.06],
      [-80, 1],
    ]).length,
    2,
  );
});

test('a pause of 480 ms belongs to the sound', () => {
  const edges = edgesOf([
    [-80, 1],
    [-20, 1],
    [-80, 0.48],
    [-20, 1],
    [-80, 1],
  ]);
  assert.deepEqual(edges.at(-1), { kind: 'stopped', at: 3480, durationMs: 2480 });
  assert.equal(edges.length, 2);
});

test('what does not reach −50 dBFS is no sound, however quiet the room is', () => {
  assert.deepEqual(
    edgesOf([
      [-95, 3],
      [-51, 2],
    ]),
    [],
  );
});

test('a fan becomes background, and a voice above it is a sound again', () => {
  const gate = new SoundGate();
  const fan = edgesOf([[-45, 60]], gate);
  assert.deepEqual(
    fan.map(({ kind }) => kind),
    ['started', 'stopped'],
  );
  assert.deepEqual(
    edgesOf([[-25, 1]], gate).map(({ kind }) => kind),
    ['started'],
  );
});

test('a steady tone stays a sound as long as it lasts', () => {
  assert.equal(edgesOf([[-20, 120]]).length, 1);
});

test('the end of listening ends the sound', () => {
  const gate = new SoundGate();
  edgesOf([[-20, 1]], gate);
  assert.deepEqual(gate.end(1000), { kind: 'stopped', at: 1000, durationMs: 1000 });
  assert.equal(gate.end(2000), undefined);
});
