import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { levelText, microphoneFaceOf } from '../../../../src/extension/statusBar/microphoneFace.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import { type Listening, notListening } from '../../../../src/shared/listening.ts';

const active: Listening = {
  isListening: true,
  status: 'active',
  sessionId: 'one',
  device: 'USB Microphone',
  backend: 'naudiodon',
  sampleRate: 44_100,
  startedBy: 'editor',
  problem: null,
};

const levels: readonly [level: number | null, text: string][] = [
  [0, '▮▮▮▮▮▮▮▮▮▮ \u2007\u2007+0 dB'],
  [-0.4, '▮▮▮▮▮▮▮▮▮▮ \u2007\u2007−0 dB'],
  [5.9, '▮▮▮▮▮▮▮▮▮▮ \u2007\u2007+6 dB'],
  [-3.01, '▮▮▮▮▮▮▮▮▮▯ \u2007\u2007−3 dB'],
  [-23.01, '▮▮▮▮▮▮▯▯▯▯ \u2007−23 dB'],
  [-60, '▯▯▯▯▯▯▯▯▯▯ \u2007−60 dB'],
  [-99.6, '▯▯▯▯▯▯▯▯▯▯ −100 dB'],
  [-100, '▯▯▯▯▯▯▯▯▯▯ −100 dB'],
  [null, '▯▯▯▯▯▯▯▯▯▯ \u2007\u2007\u2007− dB'],
];
for (const [level, text] of levels) {
  test(`${level} dBFS reads "${text}"`, () => assert.equal(levelText(level), text));
}

test('the text of a level always takes the same room', () => {
  /** Glyphs of one width become one letter. */
  const shape = (text: string) =>
    text
      .replace(/[▮▯]/g, 'c')
      .replace(/[−+]/g, 's')
      .replace(/[\d\u2007]/g, 'd')
      .replace(/d*sd*/, (number) => [...number].sort().join(''));
  const anyLevel = fc.option(fc.double({ min: -100, max: 20, noNaN: true }));
  fc.assert(fc.property(anyLevel, (level) => shape(levelText(level)) === shape(levelText(0))));
});

test('without a session there is no face', () => {
  assert.equal(microphoneFaceOf(notListening, -20), undefined);
});

test('a microphone that is on says how loud it is, what it is, and who started it', () => {
  assert.deepEqual(microphoneFaceOf(active, -23.01), {
    text: `$(mic-filled) ${levelText(-23.01)}`,
    tooltip: 'Dev Sync listens to USB Microphone (naudiodon, 44.1 kHz), started by VS Code.\nClick to stop listening.',
    label: 'Microphone on, started by VS Code, −23 decibels. Click to stop listening.',
    look: 'normal',
  });
});

for (const [startedBy, name] of [
  ['cli', 'the command line'],
  ['program', 'a program'],
  [null, 'a program'],
] as const) {
  test(`started by ${startedBy} reads "${name}"`, () => {
    const face = microphoneFaceOf({ ...active, startedBy }, -20);
    assert.match(face?.label ?? '', new RegExp(`^Microphone on, started by ${name}, −20 decibels\\.`));
    assert.match(face?.tooltip ?? '', new RegExp(`, started by ${name}\\.`));
  });
}

test('what the hub does not know is left out', () => {
  const face = microphoneFaceOf({ ...active, device: null, sampleRate: null }, -20);
  assert.match(face?.tooltip ?? '', /^Dev Sync listens to a microphone \(naudiodon\), started/);
});

test('without a level there is no number, nor silence; it is grey, and not read out', () => {
  const face = microphoneFaceOf(active, null);
  assert.equal(face?.text, `$(mic-filled) ${levelText(null)}`);
  assert.equal(face?.look, 'stale');
  assert.match(face?.label ?? '', /, no level\. /);
});

test('digital silence has another sign, and its sentence stands in the tooltip and in the label', () => {
  const problem = new DevSyncError('microphone-silent').toInfo();
  const face = microphoneFaceOf({ ...active, problem }, -100);
  assert.equal(face?.text, `$(warning) ${levelText(-100)}`);
  const sentence = `${problem.message} ${problem.next}`;
  for (const words of [face?.tooltip, face?.label]) assert.ok(words?.includes(sentence), words);
});

test('a session without its microphone says so, and why', () => {
  const problem = new DevSyncError('microphone-lost').toInfo();
  const face = microphoneFaceOf({ ...active, isListening: false, status: 'error', startedBy: 'program', problem }, -20);
  assert.deepEqual(face, {
    text: '$(mic) no sound',
    tooltip: `Dev Sync listens, started by a program, but there is no sound.\n${problem.message} ${problem.next}\nClick to stop listening.`,
    label: `Microphone without sound, started by a program. ${problem.message} ${problem.next} Click to stop listening.`,
    look: 'warning',
  });
});
