import assert from 'node:assert/strict';
import { test } from 'node:test';
import { python } from '../../scripts/systemPackages.ts';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { cliPath, emptyHome, runProgram, type ServedHub, serveCli } from '../support/cli.ts';
import { openStream } from '../support/openStream.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { needsLayers, withoutAlsa } from '../support/withoutAlsa.ts';
import { isUsable } from './captureKit.ts';

/** The built hub where there is no sound system at all. */
const serveBare = (...parameters: string[]): Promise<ServedHub> =>
  serveCli(['--port', '0', '--memory', ...parameters], { devSync: [...withoutAlsa, process.execPath, cliPath()] });
const startListening = (hub: ServedHub) => ask(hub.port, '/api/listen/start', { method: 'POST' });
const post = (hub: ServedHub, event: object) =>
  ask(hub.port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(event) });

test('the libraries are really not there', needsLayers, async () => {
  const load = 'import ctypes,sys\nfor name in sys.argv[1:]:\n try: ctypes.CDLL(name); print(name)\n except OSError: pass';
  const [command, ...parameters] = [...withoutAlsa, python, '-c', load, 'libasound.so.2', 'libpulse.so.0', 'libc.so.6'] as const;
  assert.equal((await runProgram(command, parameters)).stdout, 'libc.so.6\n');
});

test('a start says what was looked for and what to do, a list of microphones says the same, and all else works', needsLayers, async () => {
  await using folder = await tempWorkspace({ 'src/App.tsx': '' });
  await using hub = await serveBare('--watch', folder.path);
  await using stream = await openStream(hub.url);
  await stream.until('connected');

  for (const answer of [await startListening(hub), await ask(hub.port, '/api/listen/devices')]) {
    const { message, next } = assertRefused(answer, 503, 'no-audio-backend');
    assert.match(message, /\(looked for naudiodon, pvrecorder, parec, arecord, ffmpeg\)\.$/);
    assert.match(next, /`parec`.*`arecord`.*devSync\.audio\.backend \(--audio-backend\) to "tone"\.$/);
  }
  assert.equal(okJson(await ask(hub.port, '/api/listen/status')).status, 'stopped');

  okJson(await post(hub, { event_type: 'rental.paid' }));
  await stream.until('rental.paid');
  await folder.write('src/App.tsx', 'export {};\n');
  await stream.until('frontend.file_changed');
  assert.equal((await ask(hub.port, '/', { headers: { Accept: 'text/html' } })).status, 200);
  assert.equal(hub.stderr().includes('error:'), false, hub.stderr());
});

test('every back end that is named says what it lacks', needsLayers, async () => {
  const reasons = [
    ['naudiodon', /libasound\.so\.2/],
    ['pvrecorder', /no library/],
    ['parec', /is not installed/],
    ['arecord', /is not installed/],
    ['ffmpeg', /is not installed/],
  ] as const;
  for (const [backend, reason] of reasons.filter(([name]) => isUsable(name))) {
    await using hub = await serveBare('--audio-backend', backend);
    const { message, next } = assertRefused(await startListening(hub), 503, 'no-audio-backend');
    assert.ok(message.startsWith(`${backend} cannot be used here: `) && reason.test(message), message);
    assert.match(next, /"auto"/);
  }
});

test('the tone of the next step sounds', needsLayers, async () => {
  await using hub = await serveBare('--audio-backend', 'tone');
  await using stream = await openStream(hub.url);
  okJson(await startListening(hub));
  const level = (await stream.until('audio_level')).at(-1)?.data.data;
  assert.ok(Number((level as { audioLevel?: number }).audioLevel) > 50, JSON.stringify(level));
});

test('dev-sync doctor says which recorders are missing, and what to install', needsLayers, async () => {
  await using home = await emptyHome();
  const [command, ...parameters] = [...withoutAlsa, process.execPath, cliPath(), 'doctor'] as const;
  const { stdout } = await runProgram(command, parameters, { env: home.env });
  assert.match(stdout, /microphone: None of parec, arecord, ffmpeg is installed; .*\n +Install a recorder: /);
});
