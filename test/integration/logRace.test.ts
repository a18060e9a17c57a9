import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/project.ts';
import type { HubProcessMessage } from '../../src/shared/hubProcess.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

/** A hub process that waits for its start. */
function prepareHub(): ChildProcess {
  return fork(join(root, 'dist/hub.js'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
}

async function startIn(hub: ChildProcess, options: object): Promise<boolean> {
  hub.send({ kind: 'start', options });
  const [message] = (await once(hub, 'message')) as [HubProcessMessage];
  assert.equal(message.kind, 'ready');
  return message.kind === 'ready' && message.state.persistent;
}

async function end(hub: ChildProcess): Promise<void> {
  const ended = once(hub, 'exit');
  hub.kill('SIGKILL');
  await ended;
}

for (const isNew of [true, false]) {
  test(`of hubs that open ${isNew ? 'a new log' : 'one log'} at the same moment exactly one has it`, async () => {
    await using folder = await tempWorkspace();
    const options = { port: 0, stateDir: join(folder.path, 'hubs'), dataDir: join(folder.path, 'log') };
    const start = async (count: number) => {
      const hubs = Array.from({ length: count }, prepareHub);
      const persistent = await Promise.all(hubs.map((hub) => startIn(hub, options)));
      await Promise.all(hubs.map(end));
      return persistent.filter(Boolean).length;
    };
    if (!isNew) await start(1);
    for (let round = 0; round < 4; round++) assert.equal(await start(3), 1);
  });
}
