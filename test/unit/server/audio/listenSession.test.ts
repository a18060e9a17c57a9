import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenedCapture } from '../../../../src/server/audio/captureMessages.ts';
import type { BlockLevel } from '../../../../src/server/audio/level.ts';
import { ListenSession } from '../../../../src/server/audio/listenSession.ts';
import { Emitter } from '../../../../src/shared/emitter.ts';
import { DevSyncError, type ErrorInfo } from '../../../../src/shared/errors.ts';
import type { EventDraft } from '../../../../src/shared/events.ts';
import { levelBlocks } from './blocks.ts';

const opened: OpenedCapture = { backend: 'naudiodon', device: 'Headset', sampleRate: 48_000 };
const lost = new DevSyncError('microphone-lost').toInfo();

/** A session whose capture is played by the test, at the time of the blocks. */
function startSession(intervalMs: number) {
  const [open, capture, lose] = [new Emitter<OpenedCapture>(), new Emitter<BlockLevel>(), new Emitter<ErrorInfo>()];
  const events: EventDraft[] = [];
  let now = 0;
  const session = new ListenSession({
    audio: { backend: 'auto', device: null, intervalMs, scale: 'db', soundEvents: true },
    capture: {
      open: async () => opened,
      close: async () => {},
      onDidOpen: open.event,
      onDidCapture: capture.event,
      onDidLose: lose.event,
    },
    device: null,
    startedBy: 'program',
    windowId: undefined,
    publish: async (draft) => void events.push(draft),
    now: () => new Date(now),
  });
  const hear = (rmsDb: number, seconds: number) => {
    for (const block of levelBlocks(rmsDb, seconds, now)) {
      now = block.at;
      capture.fire(block);
    }
  };
  const wait = (seconds: number) => {
    now += 1000 * seconds;
  };
  const dataOf = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
  return { session, open, lose, capture, hear, wait, dataOf };
}

test('what was heard before an interruption is in no level after it', () => {
  const { open, lose, hear, wait, dataOf } = startSession(1000);
  open.fire(opened);
  hear(-6, 0.9);
  lose.fire(lost);
  wait(10);
  open.fire(opened);
  hear(-80, 1);
  assert.deepEqual(
    dataOf('audio_level').map(({ rmsDb }) => rmsDb),
    [-80],
  );
});

test('a sound ends when it was heard last, not when its loss was noticed', () => {
  const { open, lose, hear, wait, dataOf } = startSession(100);
  open.fire(opened);
  hear(-20, 2);
  wait(10);
  lose.fire(lost);
  assert.deepEqual(
    dataOf('audio.sound_stopped').map(({ durationMs }) => durationMs),
    [2000],
  );
});

test('blocks that come late count for the meter, and are no levels of now', () => {
  const { session, open, capture, dataOf, wait } = startSession(20);
  const frames: number[] = [];
  session.onDidMeasure(({ t }) => frames.push(t));
  open.fire(opened);
  wait(10);
  const [late] = levelBlocks(-20, 0.02, 9000);
  const [fresh] = levelBlocks(-20, 0.02, 9900);
  assert.ok(late && fresh);
  capture.fire(late);
  capture.fire(fresh);
  assert.deepEqual(frames, [9920]);
  assert.equal(dataOf('audio_level').length, 1);
});

test('the status is told on changes only: tries that fail alike are one loss', () => {
  const { open, lose, dataOf, session } = startSession(100);
  let changes = 0;
  session.onDidChange(() => changes++);
  open.fire(opened);
  for (let tries = 0; tries < 5; tries++) lose.fire(lost);
  open.fire(opened);
  assert.deepEqual(
    dataOf('listening_status').map(({ status }) => status),
    ['active', 'error', 'active'],
  );
  assert.equal(changes, 3);
});

test('sound that comes from another device now is the same session without a gap', () => {
  const { open, dataOf, session } = startSession(100);
  open.fire(opened);
  open.fire({ ...opened, device: 'Built-in' });
  assert.equal(session.state.device, 'Built-in');
  assert.equal(dataOf('listening_status').length, 1);
});

test('a session that waits says that it goes on by itself, and names the missing device as people know it', () => {
  const { open, lose, session } = startSession(100);
  open.fire(opened);
  lose.fire(new DevSyncError('microphone-not-found', { message: 'The microphone "alsa_input.usb-0123" is not connected.' }).toInfo());
  assert.equal(session.state.problem?.message, 'The microphone "Headset" is not connected.');
  assert.match(session.state.problem?.next ?? '', /goes on by itself/);
});

test('a session that never was open ends without a word', async () => {
  const { session, dataOf } = startSession(100);
  await session.close();
  assert.deepEqual(dataOf('listening_status'), []);
});
