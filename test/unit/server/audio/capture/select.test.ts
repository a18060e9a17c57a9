import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SelectOptions, selectDevices, selectSource } from '../../../../../src/server/audio/capture/select.ts';
import { DevSyncError } from '../../../../../src/shared/errors.ts';
import { fakeBackends, fakeSource } from './fakeBackends.ts';

const sound = Float32Array.of(0.5);

function withOptions(outcomes: Parameters<typeof fakeBackends>[0], changes: Partial<SelectOptions> = {}) {
  const tried: string[] = [];
  const options: SelectOptions = {
    choice: 'auto',
    avoid: [],
    backends: fakeBackends(outcomes),
    onTry: async (name) => void tried.push(name),
    signal: new AbortController().signal,
    platform: 'linux',
    ...changes,
  };
  return { options, tried };
}

async function failureOf(promise: Promise<unknown>): Promise<DevSyncError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DevSyncError);
  return error;
}

describe('selectSource', () => {
  it('tries naudiodon, pvrecorder, parec, arecord and ffmpeg on Linux', async () => {
    const { options, tried } = withOptions({});
    await failureOf(selectSource(null, options));
    assert.deepEqual(tried, ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg']);
  });

  it('tries naudiodon, pvrecorder and ffmpeg elsewhere', async () => {
    const { options, tried } = withOptions({}, { platform: 'win32' });
    await failureOf(selectSource(null, options));
    assert.deepEqual(tried, ['naudiodon', 'pvrecorder', 'ffmpeg']);
  });

  it('takes the first that delivers sound, and loses none of it', async () => {
    const { options, tried } = withOptions({
      pvrecorder: 'microphone-failed',
      parec: fakeSource([sound, sound]),
      ffmpeg: fakeSource([sound]),
    });
    const { backend, value } = await selectSource(null, options);
    const samples = value.samples[Symbol.asyncIterator]();
    assert.deepEqual([backend, tried], ['parec', ['naudiodon', 'pvrecorder', 'parec']]);
    assert.deepEqual([await samples.next(), await samples.next()], Array(2).fill({ done: false, value: sound }));
  });

  it('passes over one that opens and fails before its first sound, and closes it', async () => {
    const broken = fakeSource([], { failure: new DevSyncError('microphone-lost', { cause: 'it broke' }) });
    const { options } = withOptions({ naudiodon: broken, parec: fakeSource([sound]) });
    assert.equal((await selectSource(null, options)).backend, 'parec');
    assert.ok(broken.isClosed());
  });

  it('passes over one that opens and stays mute, and closes it', async () => {
    const mute = fakeSource([]);
    const { options } = withOptions({ naudiodon: mute, parec: fakeSource([sound]) }, { firstSoundMs: 10 });
    assert.equal((await selectSource(null, options)).backend, 'parec');
    assert.ok(mute.isClosed());
  });

  it('tries a forced back end alone', async () => {
    const { options, tried } = withOptions({ naudiodon: fakeSource([sound]) }, { choice: 'arecord' });
    assert.equal((await failureOf(selectSource(null, options))).code, 'no-audio-backend');
    assert.deepEqual(tried, ['arecord']);
  });

  it('leaves out what crashed before, unless it is forced', async () => {
    const outcomes = { naudiodon: fakeSource([sound]), parec: fakeSource([sound]) };
    const automatic = withOptions(outcomes, { avoid: ['naudiodon', 'pvrecorder'] });
    assert.equal((await selectSource(null, automatic.options)).backend, 'parec');
    const forced = withOptions(outcomes, { avoid: ['naudiodon'], choice: 'naudiodon' });
    assert.equal((await selectSource(null, forced.options)).backend, 'naudiodon');
  });

  it('says so when everything crashed before', async () => {
    const { options } = withOptions({}, { avoid: ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg'] });
    const { code, message } = await failureOf(selectSource(null, options));
    assert.deepEqual([code, message], ['microphone-failed', 'Every program that could capture sound crashed.']);
  });

  it('stops trying when it is told to', async () => {
    const controller = new AbortController();
    const { options, tried } = withOptions({ naudiodon: fakeSource([]), parec: fakeSource([sound]) }, { signal: controller.signal });
    const selecting = selectSource(null, options);
    controller.abort();
    await assert.rejects(selecting, { name: 'AbortError' });
    assert.deepEqual(tried, ['naudiodon']);
  });
});

describe('the failure that is told', () => {
  it('is the one that came nearest to success', async () => {
    const codeFor = async (outcomes: Parameters<typeof fakeBackends>[0]) =>
      (await failureOf(selectSource('x', withOptions(outcomes).options))).code;
    assert.equal(
      await codeFor({ naudiodon: 'no-microphone', pvrecorder: 'microphone-not-found', parec: 'microphone-failed' }),
      'microphone-failed',
    );
    assert.equal(await codeFor({ naudiodon: 'no-microphone', parec: 'microphone-not-found' }), 'microphone-not-found');
    assert.equal(await codeFor({ arecord: 'no-microphone' }), 'no-microphone');
    assert.equal(await codeFor({}), 'no-audio-backend');
  });

  it('names what was looked for only when nothing is installed', async () => {
    const messageFor = async (outcomes: Parameters<typeof fakeBackends>[0]) =>
      (await failureOf(selectSource('x', withOptions(outcomes).options))).message;
    assert.equal(await messageFor({ naudiodon: 'no-microphone', parec: 'no-microphone' }), 'No microphone was found.');
    assert.equal(
      await messageFor({}),
      'Nothing that can capture sound is installed here (looked for naudiodon, pvrecorder, parec, arecord, ffmpeg).',
    );
    assert.equal(await messageFor({ parec: 'microphone-failed' }), 'parec: microphone-failed.');
    assert.equal(await messageFor({ parec: 'microphone-not-found' }), 'parec: microphone-not-found.');
  });

  it('is the own sentence of a forced back end', async () => {
    const { options } = withOptions({}, { choice: 'ffmpeg' });
    assert.equal((await failureOf(selectSource(null, options))).message, 'ffmpeg: no-audio-backend.');
  });
});

describe('selectDevices', () => {
  it('lists with the first back end that knows any device', async () => {
    const nothing = { ...fakeSource([]), device: '' };
    const { options } = withOptions({ pvrecorder: nothing, parec: fakeSource([]) });
    const { backend, value } = await selectDevices(null, options);
    assert.deepEqual([backend, value.map(({ name }) => name)], ['parec', ['Fake']]);
  });

  it('fails when there is no device', async () => {
    const { options } = withOptions({ naudiodon: { ...fakeSource([]), device: '' } });
    assert.equal((await failureOf(selectDevices(null, options))).code, 'no-microphone');
  });
});
