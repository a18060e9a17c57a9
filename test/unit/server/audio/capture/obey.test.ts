import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { obey } from '../../../../../src/server/audio/capture/obey.ts';
import type { CaptureMessage, CaptureOrder } from '../../../../../src/server/audio/captureMessages.ts';
import { until } from '../../../../support/until.ts';
import { fakeBackends, fakeSource } from './fakeBackends.ts';

const open: CaptureOrder = { kind: 'open', backend: 'parec', device: null, avoid: [] };
/** Two blocks and a half at 8,000 Hz. */
const sound = new Float32Array(400).fill(0.5);

function start(order: CaptureOrder, outcomes: Parameters<typeof fakeBackends>[0]) {
  const told: CaptureMessage[] = [];
  const stopping = new AbortController();
  const tell = async (message: CaptureMessage) => void told.push(message);
  const lastWord = obey(order, { backends: fakeBackends(outcomes), tell, signal: stopping.signal });
  const kinds = () => told.map(({ kind }) => kind);
  return { told, kinds, lastWord, stop: () => stopping.abort() };
}

describe('obey', () => {
  it('tells what it tries, what it opened, then block for block', async () => {
    const { told, kinds, lastWord, stop } = start(open, { parec: fakeSource([sound]) });
    await until(() => told.length === 4, 'two blocks');
    assert.deepEqual(told[0], { kind: 'trying', backend: 'parec' });
    assert.deepEqual(told[1], { kind: 'opened', backend: 'parec', device: 'Fake', sampleRate: 8000 });
    assert.deepEqual(kinds().slice(2), ['block', 'block']);
    stop();
    await lastWord;
  });

  it('closes the device before it says that it has stopped', async () => {
    const source = fakeSource([sound]);
    const { kinds, lastWord, stop } = start(open, { parec: source });
    await until(() => kinds().includes('block'), 'a block');
    stop();
    assert.deepEqual(await lastWord, { kind: 'stopped' });
    assert.ok(source.isClosed());
  });

  it('fails when the sound ends by itself, and closes the device', async () => {
    const source = fakeSource([sound], { failure: new Error('unforeseen') });
    const last = await start(open, { parec: source }).lastWord;
    assert.deepEqual([last.kind, last.kind === 'failed' && last.error.code], ['failed', 'microphone-failed']);
    assert.ok(source.isClosed());
  });

  it('answers a list, or why there is none', async () => {
    const list: CaptureOrder = { kind: 'list', backend: 'parec', device: null, avoid: [] };
    const device = { id: 'Fake', name: 'Fake', isDefault: true, channels: 1, defaultSampleRate: 8000 };
    assert.deepEqual(await start(list, { parec: fakeSource([]) }).lastWord, { kind: 'devices', backend: 'parec', devices: [device] });
    const last = await start(list, {}).lastWord;
    assert.equal(last.kind === 'failed' && last.error.code, 'no-audio-backend');
  });

  it('can be stopped while it still opens', async () => {
    const { lastWord, stop } = start(open, { parec: fakeSource([]) });
    stop();
    assert.deepEqual(await lastWord, { kind: 'stopped' });
  });
});
