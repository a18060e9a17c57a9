import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findOnPath } from '../../scripts/systemPackages.ts';
import type { ListenDevicesAnswer } from '../../src/shared/listening.ts';
import { assertRefused } from '../support/answer.ts';
import { cliPath, startProgram } from '../support/cli.ts';
import { openLevels } from '../support/openLevels.ts';
import { openStream } from '../support/openStream.ts';
import { childrenOf, isAlive } from '../support/processes.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until, within } from '../support/until.ts';
import { type ListeningHub, serveListening } from './listeningHub.ts';

const naudiodon = ['--audio-backend', 'naudiodon'];

async function refusal(hub: ListeningHub, code: string): Promise<string> {
  const response = await hub.tryStart();
  const { message, next } = assertRefused({ status: response.status, text: await response.text() }, 503, code);
  return `${message} ${next}`;
}

test('without a microphone a start is refused, and works as soon as one is connected', async () => {
  await using pulse = await startPulse({ withoutDevices: true });
  await using hub = await serveListening(pulse, naudiodon);
  assert.match(await refusal(hub, 'no-microphone'), /No microphone/);
  await pulse.plugIn();
  await hub.start();
  assert.equal((await hub.status()).backend, 'naudiodon');
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a sound server that ends by ${signal} costs levels only: listening goes on by itself when it is back`, async () => {
    await using pulse = await startPulse();
    await using hub = await serveListening(pulse, naudiodon);
    await using stream = await openStream(hub.url, { query: '?types=listening_status' });
    const { sessionId } = await hub.start();
    await pulse.kill(signal);
    const { problem, isListening } = await hub.untilStatus('error');
    assert.ok(problem && !isListening);
    await pulse.start();
    assert.equal((await hub.untilStatus('active')).sessionId, sessionId);
    await hub.stop();
    const told = await until(() => {
      const all = stream.entries.filter(({ data }) => data.type === 'listening_status').map(({ data }) => data.data);
      return all.length >= 4 ? all : undefined;
    }, 'all changes of the status');
    assert.deepEqual(told, [
      { isListening: true, sessionId, status: 'active' },
      { isListening: false, sessionId, status: 'error' },
      { isListening: true, sessionId, status: 'active' },
      { isListening: false, sessionId, status: 'stopped' },
    ]);
  });
}

for (const signal of ['SIGKILL', 'SIGSEGV'] as const) {
  test(`a capture process that dies by ${signal} loses no other event, and listening goes on`, async () => {
    await using pulse = await startPulse();
    await using hub = await serveListening(pulse, naudiodon);
    await using stream = await openStream(hub.url, { query: '?types=counted' });
    const { sessionId } = await hub.start();
    await using levels = await openLevels(hub.url);
    await levels.untilCount(10);
    const victim = hub.capturePid();

    process.kill(victim, signal);
    for (let n = 0; n < 200; n++) await postCounted(hub, n);
    await hub.untilStatus('active');
    const before = levels.frames.length;
    await until(() => levels.frames.length > before + 20, 'levels after the crash');

    const counted = await until(() => {
      const numbers = stream.entries.filter(({ data }) => data.type === 'counted').map(({ data }) => (data.data as { n: number }).n);
      return numbers.length === 200 ? numbers : undefined;
    }, 'all other events');
    assert.deepEqual(counted, [...counted.keys()]);
    assert.notEqual(hub.capturePid(), victim);
    assert.equal((await hub.status()).sessionId, sessionId);
    assert.ok(isAlive(hub.pid));
  });
}

async function postCounted({ url }: ListeningHub, n: number): Promise<void> {
  const body = JSON.stringify({ event_type: 'counted', data: { n } });
  const response = await fetch(`${url}/dev/webhook`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  assert.equal(response.status, 200);
  await response.arrayBuffer();
}

test('a hub that is killed leaves no capture behind, and the microphone is free', async () => {
  await using pulse = await startPulse();
  await using hub = await serveListening(pulse, naudiodon);
  await hub.start();
  const pid = hub.capturePid();
  hub.child.kill('SIGKILL');
  await hub.ended;
  await until(() => !isAlive(pid), 'the end of the capture process');
  assert.deepEqual(await pulse.recorders(), []);
});

test('100 rounds of start and stop leave nothing behind in the hub', async () => {
  await using pulse = await startPulse();
  await using hub = await serveListening(pulse, naudiodon);
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      await hub.start();
      assert.match(String((await hub.stop()).sessionId), /^[0-9a-f-]{36}$/);
    }
  };
  await rounds(10);
  const [files, bytes] = [openFiles(hub.pid), residentBytes(hub.pid)];
  await rounds(100);
  assert.deepEqual(await pulse.recorders(), []);
  await until(() => openFiles(hub.pid) <= files + 2, `as many open files as before: ${files}`);
  assert.ok(residentBytes(hub.pid) - bytes < 30 * 1024 * 1024, `${bytes} bytes became ${residentBytes(hub.pid)}`);
});

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test('stop frees the microphone', async () => {
  await using pulse = await startPulse();
  await using hub = await serveListening(pulse, naudiodon);
  await hub.start();
  assert.equal((await pulse.recorders()).length, 1);
  await hub.stop();
  assert.deepEqual(await pulse.recorders(), []);
});

test('a sound server that hangs is waited for, and costs no back end for good', async () => {
  await using pulse = await startPulse();
  await using hub = await serveListening(pulse);
  const { sessionId } = await hub.start();
  pulse.freeze();
  await hub.untilStatus('error');
  pulse.thaw();
  const { backend, sessionId: later } = await hub.untilStatus('active');
  assert.deepEqual([backend, later], ['naudiodon', sessionId]);
});

for (const backend of ['naudiodon', 'arecord', 'ffmpeg'] as const) {
  test(`a stop ends an opening that hangs, and so does the end of the hub (${backend})`, async () => {
    await using pulse = await startPulse();
    await using hub = await serveListening(pulse, ['--audio-backend', backend]);
    pulse.freeze();
    const first = hub.tryStart();
    await hub.untilStatus('starting');
    assert.equal((await hub.stop()).sessionId, null);
    assertRefused({ status: (await first).status, text: await (await first).text() }, 409, 'listening-stopped');

    const second = hub.tryStart().catch(() => undefined);
    await hub.untilStatus('starting');
    const family = familyOf(hub.pid);
    assert.ok(family.length > 0);
    hub.child.kill('SIGTERM');
    assert.deepEqual(await within(hub.ended, 'the end of the hub', 5000), { code: 0, signal: null });
    await second;
    await until(() => !family.some(isAlive), 'the end of everything that it ran');
    pulse.thaw();
  });
}

/** All processes below this one. */
function familyOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...familyOf(child)]);
}

test('a page is told neither the name of the device nor that of a missing one', async () => {
  await using pulse = await startPulse();
  await pulse.plugIn('Marias-Headset');
  await using hub = await serveListening(pulse, naudiodon);
  const { devices } = (await (await fetch(`${hub.url}/api/listen/devices`)).json()) as ListenDevicesAnswer;
  const headset = devices.find(({ name }) => name.includes('Maria'));
  const body = JSON.stringify({ deviceId: headset?.id });
  await fetch(`${hub.url}/api/listen/start`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  await pulse.kill();
  await pulse.start();
  const { problem } = await until(async () => {
    const now = await hub.status();
    return now.problem?.code === 'microphone-not-found' ? now : undefined;
  }, 'the missing headset');
  assert.match(problem?.message ?? '', /"[^"]*Maria[^"]*" is not connected/);
  assert.match(problem?.next ?? '', /goes on by itself/);
  const page = await (await fetch(`${hub.url}/api/listen/status`, { headers: { Origin: 'http://localhost:5173' } })).text();
  assert.match(page, /microphone-not-found/);
  assert.doesNotMatch(page, /Maria/);
});

test('a chosen microphone that is unplugged is not exchanged for another one, and listening goes on when it is back', async () => {
  await using pulse = await startPulse();
  await pulse.plugIn('Headset');
  await using hub = await serveListening(pulse);
  const { sessionId } = await hub.start({ deviceId: 'Headset.monitor' });
  await pulse.unplug('Headset');
  const { problem } = await hub.untilStatus('error');
  assert.match(problem?.message ?? '', /Headset/);
  await pulse.plugIn('Headset');
  const { device, sessionId: later } = await hub.untilStatus('active');
  assert.deepEqual([device, later], ['Monitor of Headset', sessionId]);
});

test('the default microphone is named as it is, also when the system chooses another one', async () => {
  await using pulse = await startPulse();
  await pulse.plugIn('Headset');
  await using hub = await serveListening(pulse);
  await hub.start();
  await pulse.setDefault('Headset');
  await until(async () => (await hub.status()).device === 'Monitor of Headset', 'the new name');
});

test('while a microphone is missing a start can choose another one', async () => {
  await using pulse = await startPulse();
  await pulse.plugIn('Headset');
  await using hub = await serveListening(pulse, naudiodon);
  const first = await hub.start({ deviceId: 'Headset.monitor' });
  await pulse.kill();
  await pulse.start();
  await hub.untilStatus('error');
  const waiting = await hub.start();
  assert.equal(waiting.sessionId, first.sessionId);
  assert.match(waiting.message, /no sound arrives/);
  const second = await hub.start({ deviceId: 'virtual.monitor' });
  assert.notEqual(second.sessionId, first.sessionId);
  assert.equal((await hub.status()).device, 'Monitor of virtual');
});

/** The hub as it is where npm could not build or install the native back ends, with these programs on its PATH. */
async function serveBare(pulse: Pulse, programs: readonly string[]) {
  const manifest = { type: 'module', imports: { '#capture': './dist/capture.js' } };
  const folder = await tempWorkspace({ 'package.json': JSON.stringify(manifest), 'bin/README': 'All that is on the PATH.' });
  await cp(dirname(cliPath()), join(folder.path, 'dist'), { recursive: true });
  const bin = join(folder.path, 'bin');
  for (const program of programs) await symlink(findOnPath(program) ?? assert.fail(`no ${program}`), join(bin, program));
  const program = startProgram(process.execPath, [join(folder.path, 'dist/cli.js'), 'serve', '--json', '--port', '0'], {
    env: { ...pulse.env, PATH: bin, HOME: folder.path, XDG_STATE_HOME: join(folder.path, 'state') },
  });
  const line = await until(() => /^(.*)\n/.exec(program.stdout())?.[1], 'the ready line');
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await folder.dispose();
    },
  };
}

test('where no native back end is installed the tool that is there is used, and named', async () => {
  await using pulse = await startPulse();
  await using hub = await serveBare(pulse, ['parec', 'pactl']);
  const started = await fetch(`${hub.url}/api/listen/start`, { method: 'POST' });
  assert.equal(started.status, 200, await started.text());
  const status = (await (await fetch(`${hub.url}/api/listen/status`)).json()) as { backend: string };
  assert.equal(status.backend, 'parec');
});

test('where nothing is installed a start is refused with the sentence and what to install', async () => {
  await using pulse = await startPulse();
  await using hub = await serveBare(pulse, []);
  const response = await fetch(`${hub.url}/api/listen/start`, { method: 'POST' });
  const { next } = assertRefused({ status: response.status, text: await response.text() }, 503, 'no-audio-backend');
  assert.match(next, /parec.*arecord.*ffmpeg/);
});
