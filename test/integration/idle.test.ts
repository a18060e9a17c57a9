import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/project.ts';
import type { HubProcessMessage } from '../../src/shared/hubProcess.ts';
import { ask, okJson } from '../support/answer.ts';
import { openStream } from '../support/openStream.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import type { RunningTimer } from '../support/timerRecorder.ts';
import { until, within } from '../support/until.ts';

/** The hub as the editor forks it, with a durable log, and its timers. */
async function forkRecorded() {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await tempWorkspace());
  const file = join(folder.path, 'timers.json');
  const execArgv = ['--import', join(root, 'test/support/timerRecorder.ts')];
  const env = { PATH: process.env.PATH, HOME: folder.path, TIMERS_FILE: file };
  const child = fork(join(root, 'dist/hub.js'), { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env });
  const ended = once(child, 'exit');
  started.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const places = { stateDir: join(folder.path, 'hubs'), dataDir: join(folder.path, 'log') };
  child.send({ kind: 'start', options: { port: 0, lifetime: 'windows', ...places } });
  const [answer] = (await within(once(child, 'message'), 'the first word of the hub')) as [HubProcessMessage];
  assert.ok(answer.kind === 'ready');
  let asked = 0;
  const timers = (): Promise<readonly RunningTimer[]> => {
    child.kill('SIGUSR2');
    asked++;
    return until(async () => {
      const written = JSON.parse(await readFile(file, 'utf8'));
      return written.asked === asked && written.timers;
    }, 'the timers of the hub');
  };
  const all = started.move();
  return { ...answer.state, timers, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

type Recorded = Awaited<ReturnType<typeof forkRecorded>>;

/** What runs when nothing more is under way: twice the same. */
async function timersAtRest({ timers }: Recorded): Promise<readonly RunningTimer[]> {
  return until(async () => {
    const [first, second] = [await timers(), await timers()];
    const isSteady = JSON.stringify(first) === JSON.stringify(second);
    return isSteady && second.every(({ ms }) => ms >= 1000) ? second : undefined;
  }, 'a hub without a timer faster than 1 s');
}

test('an idle hub has no timer faster than 1 s', async () => {
  await using hub = await forkRecorded();
  const timers = await timersAtRest(hub);
  assert.ok(
    timers.some(({ isRepeated }) => isRepeated),
    'the recorder sees the heartbeat',
  );
});

test('a hub with one window, which has posted and read, has no timer faster than 1 s', async () => {
  await using hub = await forkRecorded();
  const headers = { Authorization: `Bearer ${hub.token}` };
  await using _window = await openStream(hub.url, { query: '?client=window&window=one', headers });
  okJson(await ask(hub.port, '/dev/history', { headers }));
  await timersAtRest(hub);
});
