import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListenStatusAnswer } from '../../src/shared/listening.ts';
import { runCli, serveCli } from '../support/cli.ts';
import { until } from '../support/until.ts';

const statusOf = async (url: string) => (await (await fetch(`${url}/api/listen/status`)).json()) as ListenStatusAnswer;

test('serve --listen switches the microphone on, and says what it listens to', async () => {
  await using hub = await serveCli(['--port', '0', '--audio-backend', 'tone', '--audio-device', '440Hz -6dBFS', '--listen']);
  await until(() => hub.stderr().includes('Listening to'), 'the words on stderr');
  assert.match(hub.stderr(), /Listening to .*440 Hz.* \(tone, 48000 Hz\)\./);
  const { isListening, startedBy, backend } = await statusOf(hub.url);
  assert.deepEqual({ isListening, startedBy, backend }, { isListening: true, startedBy: 'cli', backend: 'tone' });
  hub.child.kill('SIGINT');
  assert.deepEqual(await hub.ended, { code: 0, signal: null });
});

test('serve --listen without a microphone says why, and the hub is on all the same', async () => {
  await using hub = await serveCli(['--port', '0', '--audio-backend', 'tone', '--audio-device', 'Nowhere', '--listen']);
  await until(() => hub.stderr().includes('Nowhere'), 'the reason on stderr');
  const { isListening, status } = await statusOf(hub.url);
  assert.deepEqual({ isListening, status }, { isListening: false, status: 'stopped' });
});

test('without --listen the microphone is off', async () => {
  await using hub = await serveCli(['--port', '0', '--audio-backend', 'tone']);
  assert.equal((await statusOf(hub.url)).isListening, false);
});

test('how often, on which scale and whether sounds are told can be said', async () => {
  const sound = ['--audio-backend', 'tone', '--audio-device', '1000Hz -20dBFS', '--listen'];
  await using hub = await serveCli(['--port', '0', ...sound, '--audio-scale', 'linear', '--audio-interval', '20', '--sound-events']);
  await until(() => hub.stdout().includes('"type":"audio.sound_started"'), 'the beginning of the sound');
  // −20 dBFS is a tenth of full scale, of which a sine has 0.707 as its RMS.
  await until(async () => Math.round((await statusOf(hub.url)).level ?? 0) === 7, 'the level');
});

for (const flags of [
  ['--audio-interval', '10'],
  ['--audio-interval', 'soon'],
  ['--audio-scale', 'loud'],
]) {
  test(`serve ${flags.join(' ')} is a mistake of usage`, async () => {
    const { code, stderr } = await runCli(['serve', ...flags]);
    assert.equal(code, 2);
    assert.match(stderr, /^dev-sync: --audio-\S+ <\w+> cannot be/);
  });
}

test('an unknown back end is a mistake of usage that names the known ones', async () => {
  const { code, stderr } = await runCli(['serve', '--audio-backend', 'telepathy']);
  assert.equal(code, 2);
  assert.match(stderr, /naudiodon/);
});
