import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AudioBackend } from '../../src/shared/listening.ts';
import { childrenOf, commandLineOf, isAlive } from '../support/processes.ts';
import { startPulse } from '../support/pulse.ts';
import { until } from '../support/until.ts';
import { type Capture, isUsable, startCapture, toOpen } from './captureKit.ts';

const backends: readonly AudioBackend[] = ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg'];

/** Names of the devices that it said it had opened. */
function openedDevices({ messages }: Capture): readonly string[] {
  return messages.flatMap((message) => (message.kind === 'opened' ? [message.device] : []));
}

function countBlocks({ messages }: Capture): number {
  return messages.filter(({ kind }) => kind === 'block').length;
}

for (const backend of backends) {
  describe(`a recording with ${backend} that is moved`, { skip: !isUsable(backend) && 'not installed here' }, () => {
    it('ends when the chosen microphone is unplugged, instead of hearing another one', async () => {
      await using pulse = await startPulse();
      await pulse.plugIn('usb');
      await using capture = startCapture(toOpen({ backend, device: 'usb.monitor' }), pulse);
      // The first look at the recording is over by then.
      await capture.blocks(25);
      await pulse.unplug('usb');
      const { error } = await capture.said('failed');
      assert.equal(error.code, 'microphone-lost');
      // Its chosen microphone cannot be exchanged, so it hears itself that there is no more sound.
      assert.match(error.message, backend === 'pvrecorder' ? /no sound any more/ : /"Monitor of usb"/);
      assert.equal(await capture.ended, 0);
      assert.deepEqual(openedDevices(capture), ['Monitor of usb']);
    });

    it('goes on and names the other microphone when none was chosen', async () => {
      await using pulse = await startPulse();
      await pulse.plugIn('usb');
      await using capture = startCapture(toOpen({ backend }), pulse);
      await capture.blocks(1);
      await pulse.unplug('virtual');
      await until(() => openedDevices(capture).length === 2, 'the other microphone');
      assert.deepEqual(openedDevices(capture), ['Monitor of virtual', 'Monitor of usb']);
      const before = countBlocks(capture);
      await until(() => countBlocks(capture) >= before + 10, 'sound of the other microphone');
    });
  });
}

for (const backend of ['naudiodon', 'pvrecorder', 'parec', 'arecord'] as const) {
  it(`follows the default microphone of the system, and names it (${backend})`, { skip: !isUsable(backend) }, async () => {
    await using pulse = await startPulse();
    await pulse.plugIn('usb');
    await using capture = startCapture(toOpen({ backend }), pulse);
    await capture.blocks(1);
    await pulse.setDefault('usb');
    await until(() => openedDevices(capture).length === 2, 'the new default');
    await pulse.setDefault('virtual');
    await until(() => openedDevices(capture).length === 3, 'the old default');
    assert.deepEqual(openedDevices(capture), ['Monitor of virtual', 'Monitor of usb', 'Monitor of virtual']);
  });
}

describe('the watch over a recording', () => {
  it('says nothing of a chosen microphone when the default changes, or others come and go', async () => {
    await using pulse = await startPulse();
    await pulse.plugIn('usb');
    await using capture = startCapture(toOpen({ backend: 'parec', device: 'usb.monitor' }), pulse);
    await capture.blocks(1);
    await pulse.plugIn('third');
    await pulse.setDefault('third');
    await pulse.unplug('third');
    // Well over the time in which a move is noticed.
    await capture.blocks(1, countBlocks(capture) + 50);
    assert.deepEqual(openedDevices(capture), ['Monitor of usb']);
    assert.ok(!capture.messages.some(({ kind }) => kind === 'failed'));
  });

  it('ends a capture whose chosen microphone was the default until that changed, so that it can be opened again', async () => {
    await using pulse = await startPulse();
    await pulse.plugIn('usb');
    const order = toOpen({ backend: 'parec', device: 'virtual.monitor' });
    await using capture = startCapture(order, pulse);
    await capture.blocks(1);
    await pulse.setDefault('usb');
    assert.equal((await capture.said('failed')).error.code, 'microphone-lost');
    await using next = startCapture(order, pulse);
    await next.blocks(50);
    assert.deepEqual(openedDevices(next), ['Monitor of virtual']);
    assert.ok(!next.messages.some(({ kind }) => kind === 'failed'));
  });

  it('ends with the capture', async () => {
    await using pulse = await startPulse();
    await using capture = startCapture(toOpen({ backend: 'parec' }), pulse);
    await capture.blocks(10);
    const tools = childrenOf(capture.child.pid ?? 0);
    assert.ok(tools.length >= 2, 'the recorder and the watch');
    capture.stop();
    assert.equal(await capture.ended, 0);
    await until(() => !tools.some(isAlive), 'the end of the recorder and the watch');
  });

  it('may break off without any harm to the capture', async () => {
    await using pulse = await startPulse();
    await using recording = startCapture(toOpen({ backend: 'parec' }), pulse);
    await recording.blocks(1);
    const isWatch = (pid: number) => commandLineOf(pid).includes('subscribe');
    const watch = await until(() => childrenOf(recording.child.pid ?? 0).find(isWatch), 'the watch');
    process.kill(watch, 'SIGKILL');
    await until(() => !isAlive(watch), 'the end of the watch');
    const before = countBlocks(recording);
    await until(() => countBlocks(recording) >= before + 10, 'sound without a watch');
  });
});
