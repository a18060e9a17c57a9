import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { HubOptions } from '../../src/server/index.ts';
import type { HubProcessMessage } from '../../src/shared/hubProcess.ts';
import { ask, okJson } from '../support/answer.ts';
import { isAlive } from '../support/processes.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const bundle = resolve(import.meta.dirname, '../../dist/hub.js');

type Forked = AsyncDisposable & {
  readonly child: ChildProcess;
  readonly answer: HubProcessMessage;
  readonly stateDir: string;
  readonly ended: Promise<unknown[]>;
};

/** The hub as the editor starts it: forked, told its options, asked for `ready`. */
async function forkHub(options: Partial<HubOptions> = {}): Promise<Forked> {
  const folder = await tempWorkspace();
  const child = fork(bundle, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { PATH: process.env.PATH, HOME: folder.path } });
  const ended = once(child, 'exit');
  const stateDir = `${folder.path}/hubs`;
  child.send({ kind: 'start', options: { port: 0, stateDir, lifetime: 'windows', ...options } });
  const dispose = async () => {
    child.kill('SIGKILL');
    await ended;
    await folder.dispose();
  };
  try {
    const [answer] = (await within(once(child, 'message'), 'the first word of the hub')) as [HubProcessMessage];
    return { child, answer, stateDir, ended, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

test('a forked hub says ready with its state, and outlives the parent’s channel', async () => {
  await using hub = await forkHub();
  assert.ok(hub.answer.kind === 'ready');
  const { state } = hub.answer;
  assert.equal(state.pid, hub.child.pid);
  hub.child.disconnect();
  assert.equal(okJson(await ask(state.port, '/dev/health')).pid, state.pid);
  const headers = { Authorization: `Bearer ${state.token}` };
  okJson(await ask(state.port, '/dev/shutdown', { method: 'POST', headers }));
  assert.deepEqual(await within(hub.ended, 'the end of the hub'), [0, null]);
  assert.deepEqual(await readdir(hub.stateDir), []);
});

test('a forked hub whose port is taken says why and ends', async () => {
  await using other = await startTestServer();
  await using hub = await forkHub({ port: other.port, portPolicy: 'exact' });
  assert.ok(hub.answer.kind === 'failed');
  assert.equal(hub.answer.error.code, 'port-in-use');
  assert.deepEqual(await within(hub.ended, 'the end of the hub'), [1, null]);
});

test('a forked hub that cannot write its state file says why and ends', async () => {
  await using folder = await tempWorkspace({ file: '' });
  await using hub = await forkHub({ stateDir: `${folder.path}/file/hubs` });
  assert.ok(hub.answer.kind === 'failed');
  assert.equal(hub.answer.error.code, 'hub-start-failed');
  assert.deepEqual(await within(hub.ended, 'the end of the hub'), [1, null]);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a forked hub with status 0 and without its state file`, async () => {
    await using hub = await forkHub();
    assert.equal(hub.answer.kind, 'ready');
    hub.child.kill(signal);
    assert.deepEqual(await within(hub.ended, 'the end of the hub'), [0, null]);
    assert.deepEqual(await readdir(hub.stateDir), []);
  });
}

test('a forked hub ends by itself when its window never comes', { timeout: 60_000 }, async () => {
  await using hub = await forkHub();
  assert.ok(hub.answer.kind === 'ready');
  const { pid, port } = hub.answer.state;
  hub.child.disconnect();
  await until(() => !isAlive(pid), 'the end of the hub', 30_000);
  assert.deepEqual(await hub.ended, [0, null]);
  await assert.rejects(ask(port, '/dev/health'), { code: 'ECONNREFUSED' });
});
