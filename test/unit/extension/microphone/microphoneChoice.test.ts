import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  explainMissing,
  explainRemote,
  microphoneItems,
  microphonePlaceholder,
} from '../../../../src/extension/microphone/microphoneChoice.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';

const devices = [
  { id: 'a', name: 'Built-in', isDefault: false, channels: 2, defaultSampleRate: 48_000 },
  { id: 'b', name: 'USB', isDefault: true, channels: null, defaultSampleRate: null },
];
const chosen = (id: string | null, name: string) => ({ id, name, isOfSetting: false });

const linesFor = (...parameters: Parameters<typeof microphoneItems>) =>
  microphoneItems(...parameters).map(({ label, description }) => `${label} | ${description}`);

test('the devices are listed below the default one, which is named; none is chosen before somebody chose', () => {
  assert.deepEqual(linesFor(devices, undefined), ['$(mic) Default microphone | USB', '$(mic) Built-in | ', '$(mic) USB | default']);
});

test('the default one can be chosen, too', () => {
  assert.equal(linesFor(devices, chosen(null, 'Default microphone'))[0], '$(check) Default microphone | USB, chosen');
});

test('a chosen device is marked instead', () => {
  assert.deepEqual(linesFor(devices, chosen('b', 'USB')), [
    '$(mic) Default microphone | USB',
    '$(mic) Built-in | ',
    '$(check) USB | default, chosen',
  ]);
});

test('a chosen device that is not connected stays in the list', () => {
  assert.equal(linesFor(devices, chosen('c', 'Headset')).at(-1), '$(check) Headset | not connected, chosen');
});

test('a back end that knows no default one lists it without a name', () => {
  assert.equal(linesFor(devices.slice(0, 1), undefined)[0], '$(mic) Default microphone | ');
});

test('what is remembered is the id and the name', () => {
  const choices = microphoneItems(devices, { id: 'c', name: 'c', isOfSetting: true }).map(({ choice }) => choice);
  assert.deepEqual(choices, [
    { id: null, name: 'Default microphone' },
    { id: 'a', name: 'Built-in' },
    { id: 'b', name: 'USB' },
    { id: 'c', name: 'c' },
  ]);
});

test('a missing microphone has its name, and a way out for people', () => {
  const failure = explainMissing(new DevSyncError('microphone-not-found', { message: 'No "a1b2".' }), chosen('a1b2', 'Headset'));
  assert.equal(failure.code, 'microphone-not-found');
  assert.equal(`${failure.message} ${failure.next}`, 'The microphone "Headset" is not connected. Connect it, or select another one.');
});

test('a missing microphone of the settings says that it is of them', () => {
  const failure = explainMissing(new DevSyncError('microphone-not-found'), { id: 'a1b2', name: 'a1b2', isOfSetting: true });
  assert.equal(failure.message, 'The microphone "a1b2" is not connected.');
  assert.match(failure.next, /^Connect it, or select another one\. .* setting devSync\.audio\.device names\.$/);
});

test('what the hub knows better stays as it is', () => {
  const wanted = chosen('a', 'Headset');
  const noFile = new DevSyncError('microphone-not-found', { message: 'There is no file "a".', next: 'Give the path.' });
  assert.equal(explainMissing(noFile, wanted), noFile);
  const failed = new DevSyncError('microphone-failed');
  assert.equal(explainMissing(failed, wanted), failed);
  const missing = new DevSyncError('microphone-not-found');
  assert.equal(explainMissing(missing, undefined), missing);
});

test('in a remote window the list says on which machine it is', () => {
  assert.match(microphonePlaceholder('lab-host'), /^Microphones of lab-host\. The microphone of your own machine is not reachable/);
  assert.doesNotMatch(microphonePlaceholder(undefined), /reachable/);
});

for (const code of ['no-microphone', 'no-audio-backend'] as const) {
  test(`in a remote window "${code}" keeps its sentence and says whose microphone it is about`, () => {
    const failure = new DevSyncError(code, { cause: 'why' });
    const explained = explainRemote(failure, 'lab-host');
    assert.equal(explained.code, code);
    assert.equal(explained.message, failure.message);
    assert.ok(explained.next.startsWith(`${failure.next} Dev Sync listens on lab-host, where your code runs. `));
    assert.equal(explained.cause, 'why');
    assert.equal(explainRemote(failure, undefined), failure);
  });
}

test('other failures are the same everywhere', () => {
  const failure = new DevSyncError('microphone-failed');
  assert.equal(explainRemote(failure, 'lab-host'), failure);
  assert.equal(explainRemote(new Error('broken'), 'lab-host').code, 'internal-error');
});
