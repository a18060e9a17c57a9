import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTone, toneBackend } from '../../../../../src/server/audio/capture/tone.ts';

describe('the tone back end', () => {
  it('reads tones as they are written', () => {
    assert.deepEqual(parseTone('1000Hz -20dBFS'), { hertz: 1000, dbfs: -20 });
    assert.deepEqual(parseTone('62.5 Hz -3.5 dBFS'), { hertz: 62.5, dbfs: -3.5 });
    assert.deepEqual(parseTone('440hz 0dbfs'), { hertz: 440, dbfs: 0 });
  });

  it('refuses what is no tone, cannot be sampled or is louder than full scale', () => {
    for (const text of ['', 'default', '1000Hz', '30000Hz -20dBFS', '1000Hz 6dBFS']) assert.equal(parseTone(text), undefined, text);
  });

  it('can play every tone that it lists', async () => {
    for (const { id } of await toneBackend.listDevices(null)) assert.ok(parseTone(id), id);
  });

  it('names the device that it does not know', async () => {
    await assert.rejects(toneBackend.open('Studio'), { code: 'microphone-not-found', message: /"Studio"/ });
  });
});
