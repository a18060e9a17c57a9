import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OpenedCapture } from '../../src/server/audio/captureMessages.ts';
import { type CaptureProcess, createForkCapture } from '../../src/server/audio/captureProcess.ts';
import { CaptureSupervisor } from '../../src/server/audio/captureSupervisor.ts';
import type { BlockLevel } from '../../src/server/audio/level.ts';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { AudioBackendChoice } from '../../src/shared/listening.ts';
import { createLogger } from '../../src/shared/logger.ts';
import { isAlive } from '../support/processes.ts';
import { until, within } from '../support/until.ts';

const modulePath = fileURLToPath(import.meta.resolve('../support/scriptedCapture.ts'));

type Supervised = {
  readonly supervisor: CaptureSupervisor;
  readonly processes: readonly CaptureProcess[];
  readonly opened: readonly OpenedCapture[];
  readonly blocks: readonly BlockLevel[];
  readonly losses: readonly ErrorInfo[];
};

/** Real processes that play their parts one after the other; the last part is played for ever. */
function supervise(context: TestContext, parts: readonly string[], backend: AudioBackendChoice = 'auto'): Supervised {
  const processes: CaptureProcess[] = [];
  const realFork = createForkCapture(modulePath);
  const supervisor = new CaptureSupervisor({
    fork: (order) => {
      const device = parts[Math.min(processes.length, parts.length - 1)] ?? null;
      const process = realFork(order.kind === 'open' ? { ...order, device } : order);
      processes.push(process);
      return process;
    },
    backend,
    device: null,
    logger: createLogger(() => {}),
  });
  const supervised = { supervisor, processes, opened: [] as OpenedCapture[], blocks: [] as BlockLevel[], losses: [] as ErrorInfo[] };
  supervisor.onDidOpen((opened) => supervised.opened.push(opened));
  supervisor.onDidCapture((block) => supervised.blocks.push(block));
  supervisor.onDidLose((loss) => supervised.losses.push(loss));
  context.after(() => supervisor.close());
  return supervised;
}

function pidsOf({ processes }: Supervised): readonly number[] {
  return processes.map(({ pid }) => pid ?? 0);
}

test('opening answers with the first block, and tells what captures', async (context) => {
  const supervised = supervise(context, ['steady']);
  assert.equal((await supervised.supervisor.open()).backend, 'naudiodon');
  await until(() => supervised.blocks.length >= 10, 'ten blocks');
  assert.deepEqual(supervised.losses, []);
});

test('a capture that falls silent and hangs is ended by force, and another one goes on', async (context) => {
  const supervised = supervise(context, ['hangs', 'steady']);
  await supervised.supervisor.open();
  await until(() => supervised.opened.length === 2 && supervised.blocks.length > 20, 'the second capture');
  assert.deepEqual(
    supervised.losses.map(({ code }) => code),
    ['microphone-lost'],
  );
  assert.equal(isAlive(pidsOf(supervised)[0] ?? 0), false);
});

test('a crash is told, and the next capture starts at once', async (context) => {
  const supervised = supervise(context, ['dies', 'steady']);
  await supervised.supervisor.open();
  await until(() => supervised.opened.length === 2, 'the second capture');
  assert.equal(supervised.losses.length, 1);
});

test('a microphone that goes and does not come back is tried again and again', async (context) => {
  const supervised = supervise(context, ['dies', 'absent', 'absent', 'steady']);
  await supervised.supervisor.open();
  await until(() => supervised.opened.length === 2, 'the capture that works again');
  assert.deepEqual(
    supervised.losses.map(({ code }) => code),
    ['microphone-lost', 'no-microphone', 'no-microphone'],
  );
});

test('with "auto" a back end that crashes before its first block is left out', async (context) => {
  const supervised = supervise(context, ['crashy']);
  assert.equal((await supervised.supervisor.open()).backend, 'pvrecorder');
  assert.deepEqual(supervised.losses, []);
});

test('a forced back end that crashes says so, and leaves no process', async (context) => {
  const supervised = supervise(context, ['crashy'], 'naudiodon');
  await assert.rejects(supervised.supervisor.open(), { code: 'microphone-failed' });
  assert.deepEqual(pidsOf(supervised).map(isAlive), [false]);
});

test('without a microphone opening fails with the reason of the capture, and nothing is tried again', async (context) => {
  const supervised = supervise(context, ['absent']);
  await assert.rejects(supervised.supervisor.open(), { code: 'no-microphone', next: 'Connect one.' });
  await supervised.supervisor.close();
  assert.equal(supervised.processes.length, 1);
  assert.deepEqual(pidsOf(supervised).map(isAlive), [false]);
});

test('closing ends a capture that does not answer', async (context) => {
  const supervised = supervise(context, ['hangs']);
  await supervised.supervisor.open();
  await within(supervised.supervisor.close(), 'the end of the capture', 4000);
  assert.deepEqual(pidsOf(supervised).map(isAlive), [false]);
});

test('closing between two tries ends the trying', async (context) => {
  const supervised = supervise(context, ['dies', 'absent']);
  await supervised.supervisor.open();
  await until(() => supervised.losses.length >= 3, 'a pause between two tries');
  await supervised.supervisor.close();
  const tries = supervised.processes.length;
  await until(() => pidsOf(supervised).every((pid) => !isAlive(pid)), 'the end of all processes');
  assert.equal(supervised.processes.length, tries);
});

test('closing while it opens ends it, and the opening is refused', async (context) => {
  const { supervisor } = supervise(context, ['steady']);
  const opening = assert.rejects(supervisor.open(), { code: 'listening-stopped' });
  await supervisor.close();
  await opening;
});

test('a hub that was held up does not take its own pause for the loss of the microphone', async (context) => {
  const supervised = supervise(context, ['steady']);
  await supervised.supervisor.open();
  await until(() => supervised.blocks.length > 5, 'some blocks');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  const count = supervised.blocks.length;
  await until(() => supervised.blocks.length > count + 60, 'the blocks of the pause, and more');
  assert.deepEqual(supervised.losses, []);
});
