import assert from 'node:assert/strict';
import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findOnPath } from '../../scripts/systemPackages.ts';
import type { AudioBackend } from '../../src/shared/listening.ts';
import { childrenOf, isAlive } from '../support/processes.ts';
import { startPulse } from '../support/pulse.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until, within } from '../support/until.ts';
import { type CaptureOptions, captureBundle, isUsable, startCapture, toList, toOpen } from './captureKit.ts';

const recorders: readonly AudioBackend[] = ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg'];
const usable = recorders.filter(isUsable);

/** The bundle alone, without packages, on a machine that has only the named programs, or these scripts in their place. */
async function bareMachine(programs: Readonly<Record<string, string | undefined>> = {}): Promise<AsyncDisposable & CaptureOptions> {
  const folder = await tempWorkspace({ 'package.json': '{"type": "module"}' });
  const bundle = join(folder.path, 'capture.js');
  await cp(captureBundle, bundle);
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder.path, name);
    if (script === undefined) await symlink(findOnPath(name) ?? name, file);
    else await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return { bundle, env: { PATH: folder.path }, [Symbol.asyncDispose]: () => folder.dispose() };
}

describe('capture without a microphone', () => {
  for (const backend of ['auto', ...usable] as const) {
    it(`says that there is none (${backend}), and hears the one that is connected later`, async () => {
      await using pulse = await startPulse({ withoutDevices: true });
      await using deaf = startCapture(toOpen({ backend }), pulse);
      const { error } = await deaf.said('failed');
      assert.equal(error.code, 'no-microphone', error.message);
      assert.equal(await deaf.ended, 0);

      await pulse.plugIn();
      await using capture = startCapture(toOpen({ backend }), pulse);
      assert.equal((await capture.said('opened')).device, 'Monitor of virtual');
    });

    it(`says that the chosen one is not connected (${backend})`, async () => {
      await using pulse = await startPulse();
      await using capture = startCapture(toOpen({ backend, device: 'Studio' }), pulse);
      const { error } = await capture.said('failed');
      assert.deepEqual([error.code, error.message.includes('"Studio"')], ['microphone-not-found', true], error.message);
    });

    it(`says that there is none when no sound server runs (${backend})`, async () => {
      await using pulse = await startPulse();
      await pulse.kill();
      await using capture = startCapture(toOpen({ backend }), pulse);
      const { error } = await capture.said('failed');
      assert.equal(error.code, 'no-microphone', error.message);
      await using list = startCapture(toList({ backend }), pulse);
      assert.equal((await list.said('failed')).error.code, 'no-microphone');
    });
  }
});

describe('capture on a machine where little is installed', () => {
  it('says that nothing is, and what can be installed', async () => {
    await using machine = await bareMachine();
    for (const order of [toOpen(), toList()]) {
      await using capture = startCapture(order, machine);
      const { error } = await capture.said('failed');
      assert.equal(error.code, 'no-audio-backend');
      assert.match(error.message, /^Nothing that can capture sound is installed here \(looked for naudiodon, .*ffmpeg\)\.$/);
      assert.match(error.next, /parec/);
    }
  });

  it('says which of them is missing when it is forced', async () => {
    await using machine = await bareMachine();
    for (const backend of recorders) {
      await using capture = startCapture(toOpen({ backend }), machine);
      const { error } = await capture.said('failed');
      assert.deepEqual(
        [error.code, error.message.startsWith(`${backend} cannot be used here: `)],
        ['no-audio-backend', true],
        error.message,
      );
    }
  });

  for (const program of ['parec', 'arecord', 'ffmpeg'] as const) {
    it(`captures with ${program} alone, and names it`, async () => {
      await using pulse = await startPulse();
      await using machine = await bareMachine({ [program]: undefined });
      await using capture = startCapture(toOpen(), { ...machine, env: { ...machine.env, ...pulse.env } });
      assert.equal((await capture.said('opened')).backend, program);
      assert.equal((await capture.blocks(5)).length, 5);
    });
  }

  it('says why the only recorder could not open the microphone', async () => {
    await using machine = await bareMachine({ parec: 'echo "Stream error: Access denied" >&2; exit 1' });
    await using capture = startCapture(toOpen(), machine);
    const { error } = await capture.said('failed');
    assert.equal(error.code, 'microphone-failed');
    assert.equal(error.message, 'The microphone "default" could not be opened with parec: Stream error: Access denied.');
  });

  it('goes on to the next recorder when one is broken or mute', async () => {
    await using pulse = await startPulse();
    for (const script of ['exit 1', 'read forever < /dev/zero']) {
      await using machine = await bareMachine({ parec: script, arecord: undefined });
      await using capture = startCapture(toOpen(), { ...machine, env: { ...machine.env, ...pulse.env } });
      assert.equal((await capture.said('opened')).backend, 'arecord');
    }
  });

  it('can be stopped while a mute recorder is tried', async () => {
    await using machine = await bareMachine({ parec: 'read forever < /dev/zero' });
    await using capture = startCapture(toOpen({ backend: 'parec' }), machine);
    await capture.said('trying');
    capture.stop();
    assert.equal(await capture.ended, 0);
    assert.deepEqual(capture.messages.at(-1), { kind: 'stopped' });
  });
});

describe('capture whose sound server is lost', () => {
  for (const backend of usable.filter((name) => name !== 'naudiodon')) {
    it(`ends with the reason (${backend})`, async () => {
      await using pulse = await startPulse();
      await using capture = startCapture(toOpen({ backend }), pulse);
      await capture.blocks(1);
      await pulse.kill();
      assert.equal((await capture.said('failed')).error.code, 'microphone-lost');
      assert.equal(await capture.ended, 0);
    });
  }

  it('can still be stopped where PortAudio tells of no loss', { skip: !isUsable('naudiodon') && 'not installed here' }, async () => {
    await using pulse = await startPulse();
    await using capture = startCapture(toOpen({ backend: 'naudiodon' }), pulse);
    await capture.blocks(1);
    await pulse.kill();
    capture.stop();
    assert.equal(await capture.ended, 0);
    assert.deepEqual(capture.messages.at(-1), { kind: 'stopped' });
  });

  for (const backend of usable) {
    it(`does not outlive its parent when the server hangs, nor does its recorder (${backend})`, async () => {
      await using pulse = await startPulse();
      await using capture = startCapture(toOpen({ backend }), pulse);
      await capture.blocks(1);
      pulse.freeze();
      const tools = childrenOf(capture.child.pid ?? 0);
      capture.child.disconnect();
      await within(capture.ended, 'the end of the capture');
      await until(() => !tools.some(isAlive), 'the end of its recorder');
    });
  }
});
