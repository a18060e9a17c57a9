import assert from 'node:assert/strict';
import { test } from 'node:test';
import { python } from '../../scripts/systemPackages.ts';
import type { MicrophoneVerdict } from '../../src/shared/consent.ts';
import { isJsonObject } from '../../src/shared/json.ts';
import type { ListenStatusAnswer, MeterFrame } from '../../src/shared/listening.ts';
import { okJson } from '../support/answer.ts';
import { cliPath, runCli, runProgram, serveCli, startCli, startProgram } from '../support/cli.ts';
import { openStream } from '../support/openStream.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const withTone = ['--port', '0', '--audio-backend', 'tone', '--audio-device', '440Hz -6dBFS'];
const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;
const sentence = 'Listening to Tone of 440 Hz at -6 dBFS (tone, 48000 Hz).';

test('listen start ends when sound arrives, status says what is heard, stop switches it off', async () => {
  await using hub = await serveCli(withTone);
  const listen = async (...parameters: string[]) => {
    const { code, stdout, stderr } = await runCli(['listen', ...parameters], { env: hub.env });
    assert.deepEqual([code, stderr], [0, '']);
    return stdout;
  };
  assert.equal(await listen('status'), 'The microphone is off.\n');
  assert.ok((await listen('start')).startsWith(sentence));
  assert.match(await listen('status'), /^Listening to .* The level is 8\d of 100\.\n$/);
  assert.equal((JSON.parse(await listen('status', '--json')) as ListenStatusAnswer).isListening, true);
  assert.equal(await listen('stop'), 'The microphone is off.\n');
  assert.equal(await listen('stop'), 'The microphone was off already.\n');
});

test('listen devices lists what listen start --device takes', async () => {
  await using hub = await serveCli(withTone);
  const { stdout } = await runCli(['listen', 'devices'], { env: hub.env });
  assert.match(stdout, /^ID +NAME\n1000Hz -20dBFS {2}Tone of 1000 Hz at -20 dBFS {2}default\n/);
  const started = await runCli(['listen', 'start', '--device', '1000Hz -40dBFS'], { env: hub.env });
  assert.match(started.stdout, /^Listening to Tone of 1000 Hz at -40 dBFS/);
  await runCli(['listen', 'stop'], { env: hub.env });
  const missing = await runCli(['listen', 'start', '--device', 'Nowhere'], { env: hub.env });
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /^dev-sync: .*Nowhere.*\n {2}\S/);
});

test('listen status --follow draws the level on a terminal until Ctrl-C', async () => {
  await using hub = await serveCli([...withTone, '--listen']);
  const program = 'import pty,sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
  const command = [process.execPath, cliPath(), 'listen', 'status', '--follow'];
  await using terminal = startProgram(python, ['-c', program, ...command], { env: hub.env });
  // Each stands in place of the one before.
  const isBar = (text: string) => /^▕█+[^█]*▏ {2}-9\.0 dB {2}peak {3}-6\.0$/.test(text);
  await until(() => terminal.stdout().split('\r\u001b[K').filter(isBar).length > 2, 'some bars');
});

test('listen status --follow --json prints every frame as a line, and ends with 0 by SIGINT', async () => {
  await using hub = await serveCli([...withTone, '--listen']);
  await using follower = startCli(['listen', 'status', '--follow', '--json'], { env: hub.env });
  await until(() => follower.stdout().split('\n').length > 20, 'twenty frames');
  follower.child.kill('SIGINT');
  assert.deepEqual(await within(follower.ended, 'the end'), { code: 0, signal: null });
  const frames = follower
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MeterFrame);
  for (const { peakDb } of frames) assert.ok(Math.abs(peakDb + 6) < 0.1, String(peakDb));
});

test('listen status --follow into a pipe says each second that nothing is heard while the microphone is off', async () => {
  await using hub = await serveCli(withTone);
  await using follower = startCli(['listen', 'status', '--follow'], { env: hub.env });
  await until(() => follower.stdout() === 'No sound arrives.\n', 'the first line');
});

test('listen status --follow says why when the hub refuses, and ends when nobody reads it any more', async () => {
  await using server = await startTestServer({ requireToken: true, audio: tone });
  const { code, stderr } = await runCli(['listen', 'status', '--follow', '--url', server.url]);
  assert.equal(code, 1);
  assert.match(stderr, /needs the token/);
  await using hub = await serveCli([...withTone, '--listen']);
  const script = `"${process.execPath}" "${cliPath()}" listen status --follow --json | head -1`;
  const { stdout, ...end } = await runProgram('/bin/bash', ['-o', 'pipefail', '-c', script], { env: hub.env });
  assert.equal(stdout.split('\n').length, 2);
  assert.deepEqual(end, { code: 0, signal: null, stderr: '' });
});

for (const [verdict, code, words] of [
  ['once', 0, /^Listening to Tone of 1000 Hz/],
  ['deny', 1, /^dev-sync: The microphone was not allowed/],
] as const satisfies readonly (readonly [MicrophoneVerdict, number, RegExp])[]) {
  test(`listen start without the token waits for a person, whose answer is "${verdict}"`, async () => {
    await using server = await startTestServer({ audio: tone, lifetime: 'windows' });
    await using window = await openStream(server.url, { query: '?client=window&window=w1', headers: server.auth });
    await using starting = startCli(['listen', 'start', '--url', server.url]);
    const [asked] = (await window.until('stream.consent')).slice(-1);
    assert.ok(isJsonObject(asked?.data.data));
    const question = asked.data.data.id;
    await until(() => starting.stderr().includes('VS Code asks'), 'the words');
    okJson(await server.post('/dev/consent', { window: 'w1', question, verdict }, server.auth));
    assert.equal((await within(starting.ended, 'the end')).code, code);
    assert.match(code === 0 ? starting.stdout() : starting.stderr().replace(/^VS Code asks.*\n/, ''), words);
  });
}
