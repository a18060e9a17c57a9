import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DigitalSilence } from '../../../../src/server/audio/digitalSilence.ts';
import { levelBlocks, RATE } from './blocks.ts';

const zeros = (seconds: number) => [...levelBlocks(Number.NEGATIVE_INFINITY, seconds)];
const answers = (silence: DigitalSilence, blocks: Iterable<Parameters<DigitalSilence['update']>[0]>) =>
  Array.from(blocks, (block) => silence.update(block, RATE));

test('2 s of zeros are a hint, 1.9 s are not', () => {
  assert.ok(!answers(new DigitalSilence(), zeros(1.9)).includes(true));
  assert.equal(answers(new DigitalSilence(), zeros(2)).at(-1), true);
});

test('the faintest noise is a sign of life', () => {
  const silence = new DigitalSilence();
  answers(silence, zeros(5));
  assert.deepEqual(answers(silence, levelBlocks(-99, 0.02)), [false]);
  assert.ok(!answers(silence, zeros(1.9)).includes(true));
});
