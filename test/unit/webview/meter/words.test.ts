import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Listening, notListening, SILENCE_DB } from '../../../../src/shared/listening.ts';
import { letFall, type OwnMeter, takeFrame } from '../../../../webview/meter/ownMeter.ts';
import { noRemotes, takeLevels } from '../../../../webview/meter/remotes.ts';
import { clipText, formatDb, ownReading, remoteLabel, remoteReading, sourceText, sourceTitle } from '../../../../webview/meter/words.ts';
import { frameAt, gaugeAt } from '../sample.ts';

const meterWith = (...parameters: Parameters<typeof frameAt>): OwnMeter => takeFrame(undefined, frameAt(...parameters), 0);
const remoteWith = (...parameters: Parameters<typeof gaugeAt>) => takeLevels(noRemotes, [gaugeAt(...parameters)], 0).meters[0];
const listening: Listening = {
  ...notListening,
  device: 'Monitor of Null Output',
  backend: 'naudiodon',
  sampleRate: 48_000,
  startedBy: 'cli',
};

describe('decibels', () => {
  it('have one digit and a true minus sign', () => {
    assert.deepEqual([-23, -23.04, -3.01, -99.9].map(formatDb), ['−23.0 dB', '−23.0 dB', '−3.0 dB', '−99.9 dB']);
  });

  it('know silence', () => {
    assert.deepEqual([SILENCE_DB, -150].map(formatDb), ['−∞ dB', '−∞ dB']);
  });

  it('have no sign at zero, and stay short when they are hostile', () => {
    assert.deepEqual([0, -0.04, 3, 1e300].map(formatDb), ['0.0 dB', '0.0 dB', '3.0 dB', '99.9 dB']);
  });
});

describe('what our own meter says', () => {
  it('is the level, and aloud the peak and the clips too', () => {
    const reading = ownReading(meterWith(0, { clipCount: 2 }), false);
    assert.deepEqual(reading, {
      text: '−23.0 dB',
      value: -23,
      spoken: '−23 decibels, peak −20; clipped 2 times',
      isStale: false,
      clips: 2,
      sessionId: 'session-1',
    });
  });

  it('stays on the scale', () => {
    const silent = ownReading(meterWith(0, { rmsDb: SILENCE_DB, peakDb: SILENCE_DB }), false);
    assert.deepEqual([silent.text, silent.value, silent.spoken], ['−∞ dB', -60, 'silence']);
    const hot = ownReading(meterWith(0, { rmsDb: 3, peakDb: 6, clipCount: 1 }), false);
    assert.deepEqual([hot.text, hot.value, hot.spoken], ['3.0 dB', 0, '3 decibels, peak 6; clipped 1 time']);
    const nearly = ownReading(meterWith(0, { rmsDb: -0.3, peakDb: -0.3 }), false);
    assert.ok(Object.is(nearly.value, 0));
    assert.equal(nearly.spoken, '0 decibels, peak 0');
  });

  it('is what the bar shows while that falls', () => {
    const falling = letFall(takeFrame(meterWith(0, { rmsDb: -12 }), frameAt(1, { rmsDb: -50, peakDb: -48 }), 20), 1700);
    const { text, value, spoken } = ownReading(falling, false);
    assert.deepEqual([text, value, spoken], ['−32.0 dB', -32, '−32 decibels, peak −48']);
    assert.equal(ownReading(letFall(falling, 10_000), false).text, '−50.0 dB');
  });

  it('is nothing without data, but the clips stay', () => {
    const { text, value, spoken, isStale, clips } = ownReading(meterWith(0, { clipCount: 2 }), true);
    assert.deepEqual([text, value, spoken, isStale, clips], ['no data', -60, 'No data', true, 2]);
    assert.equal(ownReading(undefined, true).text, 'no data');
  });

  it('names device, back end and rate, as far as they are known', () => {
    assert.equal(sourceText(listening), 'Monitor of Null Output · naudiodon · 48 kHz');
    assert.equal(sourceText({ ...listening, sampleRate: 44_100 }), 'Monitor of Null Output · naudiodon · 44.1 kHz');
    assert.equal(sourceText({ ...listening, backend: null, sampleRate: null }), 'Monitor of Null Output');
    assert.equal(sourceText(notListening), '');
    assert.equal(sourceTitle(listening), 'Monitor of Null Output · naudiodon · 48 kHz · started on the command line');
  });

  it('counts clips in little room', () => {
    assert.deepEqual([0, 1, 999, 1000].map(clipText), ['Clip', 'Clip 1', 'Clip 999', 'Clip 999+']);
  });
});

describe('what a remote meter says', () => {
  it('is the level when it is told, else the percentage', () => {
    const withLevel = remoteReading(remoteWith(42, { rmsDb: -34.86 }), false, 0);
    assert.deepEqual([withLevel.text, withLevel.value, withLevel.spoken], ['−34.9 dB', 42, '−35 decibels']);
    const onOtherScale = remoteReading(remoteWith(99, { rmsDb: -45 }), false, 0);
    assert.deepEqual([onOtherScale.text, onOtherScale.value], ['−45.0 dB', 25]);
    const without = remoteReading(remoteWith(41.6), false, 0);
    assert.deepEqual([without.text, without.value, without.spoken], ['42 %', 42, '42 %']);
  });

  it('tells of clipping for two seconds', () => {
    const meter = remoteWith(42, { clipped: true });
    assert.equal(remoteReading(meter, false, 1999).spoken, '42 %; clipped');
    assert.deepEqual(
      [1999, 2000].map((now) => remoteReading(meter, false, now).isClipped),
      [true, false],
    );
  });

  it('is nothing without data', () => {
    assert.deepEqual(remoteReading(remoteWith(42), true, 0), remoteReading(undefined, false, 0));
  });

  it('names its source, harmless and never as ours', () => {
    assert.deepEqual([null, 'backend', 'a\u202eb\n'].map(remoteLabel), ['remote', 'remote: backend', 'remote: a\\u202eb\\u000a']);
  });
});
