import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toAlsaDevices } from '../../../../../src/server/audio/capture/arecordList.ts';
import { pickDevice } from '../../../../../src/server/audio/capture/backend.ts';
import { parseAvfoundationList, parseDshowList } from '../../../../../src/server/audio/capture/ffmpegList.ts';
import { type AddonDevice, toInputs, withPulseSources } from '../../../../../src/server/audio/capture/naudiodon.ts';
import { parsePulseSources, toRecordedSource } from '../../../../../src/server/audio/capture/pulseSources.ts';
import { toMicrophones } from '../../../../../src/server/audio/capture/pvrecorder.ts';
import type { Microphone } from '../../../../../src/shared/listening.ts';

const headset: Microphone = { id: 'usb.headset', name: 'Größeres Headset', isDefault: true, channels: 1, defaultSampleRate: 48_000 };
const monitor: Microphone = {
  id: 'speakers.monitor',
  name: 'Monitor of Speakers',
  isDefault: false,
  channels: 2,
  defaultSampleRate: 44_100,
};

describe('sources of the sound server', () => {
  const json = JSON.stringify([
    { index: 0, name: 'speakers.monitor', description: 'Monitor of Speakers', sample_specification: 's16le 2ch 44100Hz' },
    { index: 1, name: 'usb.headset', description: 'Größeres Headset', sample_specification: 'float32le 1ch 48000Hz' },
  ]);

  it('are read from the list of pactl, the default marked', () => {
    assert.deepEqual(parsePulseSources(json, 'usb.headset'), [monitor, headset]);
  });

  it('are unknown when pactl prints something else, and none when it prints an empty list', () => {
    assert.equal(parsePulseSources('Source #0', ''), undefined);
    assert.equal(parsePulseSources('{}', ''), undefined);
    assert.deepEqual(parsePulseSources('[]', ''), []);
    assert.deepEqual(parsePulseSources('[null, {"index": 1}]', ''), []);
  });
});

describe('what a process records from', () => {
  const sources = JSON.stringify([
    { index: 3, name: 'speakers.monitor', description: 'Monitor of Speakers' },
    { index: 7, name: 'usb.headset', description: 'Größeres Headset' },
  ]);
  const recording = (source: number, pid: string) => ({ source, properties: { 'application.process.id': pid } });

  it('is the source of its newest recording', () => {
    const outputs = JSON.stringify([recording(3, '41'), recording(3, '42'), recording(7, '42')]);
    assert.deepEqual(toRecordedSource(outputs, sources, 42), { id: 'usb.headset', name: 'Größeres Headset' });
  });

  it('is unknown when it does not record, its source is gone, or pactl prints something else', () => {
    for (const outputs of [
      [],
      [recording(3, '41')],
      [recording(9, '42')],
      [{ source: 3 }, { source: 3, properties: null }, { source: 3, properties: 'n/a' }],
    ])
      assert.equal(toRecordedSource(JSON.stringify(outputs), sources, 42), undefined);
    assert.equal(toRecordedSource('Source Output #0', sources, 42), undefined);
    assert.equal(toRecordedSource(JSON.stringify([recording(3, '42')]), '', 42), undefined);
  });
});

describe('devices of arecord', () => {
  const listing = [
    'null\n    Discard all samples (playback) or generate zero samples (capture)',
    'default\n    Playback/recording through the PulseAudio sound server',
    'samplerate\n    Rate Converter Plugin Using Samplerate Library',
    'pulse\n    PulseAudio Sound Server',
    'hw:CARD=PCH,DEV=0\n    HDA Intel PCH, ALC257 Analog\n    Direct hardware device without any conversions',
    'plughw:CARD=PCH,DEV=0\n    HDA Intel PCH, ALC257 Analog\n    Hardware device with all software conversions',
    'sysdefault:CARD=PCH\n    HDA Intel PCH, ALC257 Analog\n    Default Audio Device\n',
  ].join('\n');
  const card = 'plughw:CARD=PCH,DEV=0';

  it('are the cards and the sources of the sound server', () => {
    const devices = toAlsaDevices(listing, [headset]);
    assert.deepEqual(
      devices.map(({ id, name, pcm, pulseSource }) => [id, name, pcm, pulseSource]),
      [
        ['usb.headset', 'Größeres Headset', 'pulse', 'usb.headset'],
        [card, 'HDA Intel PCH, ALC257 Analog', card, undefined],
      ],
    );
  });

  it('are the default and the cards where no sound server can be asked', () => {
    const devices = toAlsaDevices(listing, undefined);
    assert.deepEqual(
      devices.map(({ id, isDefault }) => [id, isDefault]),
      [
        ['default', true],
        [card, false],
      ],
    );
  });

  it('are only the cards when the sound server has no source', () => {
    assert.deepEqual(
      toAlsaDevices(listing, []).map(({ id }) => id),
      [card],
    );
  });
});

describe('devices of ffmpeg', () => {
  it('are read from the list of AVFoundation', () => {
    const words = [
      '[AVFoundation indev @ 0x7f8] AVFoundation video devices:',
      '[AVFoundation indev @ 0x7f8] [0] FaceTime HD Camera',
      '[AVFoundation indev @ 0x7f8] AVFoundation audio devices:',
      '[AVFoundation indev @ 0x7f8] [0] MacBook Pro Microphone',
      '[AVFoundation indev @ 0x7f8] [1] USB [Stereo] Mic',
      ': Input/output error',
    ].join('\n');
    assert.deepEqual(
      parseAvfoundationList(words).map(({ id }) => id),
      ['MacBook Pro Microphone', 'USB [Stereo] Mic'],
    );
    assert.deepEqual(parseAvfoundationList('Unknown input format: avfoundation'), []);
  });

  it('are read from the list of DirectShow, new and old', () => {
    const recent = [
      '[dshow @ 000001] "Integrated Camera" (video)',
      '[dshow @ 000001]   Alternative name "@device_pnp_camera"',
      '[dshow @ 000001] "Microphone (Realtek(R) Audio)" (audio)',
      '[dshow @ 000001]   Alternative name "@device_cm_{33D9}\\wave_{A1}"',
      'dummy: Immediate exit requested',
    ].join('\r\n');
    const older = [
      '[dshow @ 000001] DirectShow video devices (some may be both video and audio devices)',
      '[dshow @ 000001]  "Integrated Camera"',
      '[dshow @ 000001] DirectShow audio devices',
      '[dshow @ 000001]  "Microphone (Realtek(R) Audio)"',
      '[dshow @ 000001]     Alternative name "@device_cm_{33D9}\\wave_{A1}"',
    ].join('\r\n');
    for (const words of [recent, older]) {
      assert.deepEqual(
        parseDshowList(words).map(({ id, isDefault }) => [id, isDefault]),
        [['Microphone (Realtek(R) Audio)', true]],
      );
    }
  });
});

describe('devices of PortAudio', () => {
  const device = (id: number, name: string, hostAPIName: string, maxInputChannels = 2): AddonDevice => ({
    ...{ id, name, hostAPIName, maxInputChannels },
    defaultSampleRate: 44_100,
  });

  it('are the inputs of the default host API, its default marked', () => {
    const devices = [device(0, 'hw:0', 'ALSA'), device(1, 'speakers', 'ALSA', 0), device(2, 'default', 'ALSA'), device(3, 'dsp', 'OSS')];
    const apis = {
      defaultHostAPI: 0,
      HostAPIs: [
        { name: 'ALSA', defaultInput: 2 },
        { name: 'OSS', defaultInput: 3 },
      ],
    };
    assert.deepEqual(
      toInputs(devices, apis).map(({ id, index, isDefault }) => [id, index, isDefault]),
      [
        ['ALSA: hw:0', 0, false],
        ['ALSA: default', 2, true],
      ],
    );
  });

  it('are those of WASAPI on Windows, where every microphone is listed four times', () => {
    const devices = [device(0, 'Microphone (Realtek', 'MME'), device(1, 'Microphone (Realtek(R) Audio)', 'Windows WASAPI')];
    const apis = {
      defaultHostAPI: 0,
      HostAPIs: [
        { name: 'MME', defaultInput: 0 },
        { name: 'Windows WASAPI', defaultInput: 1 },
      ],
    };
    assert.deepEqual(
      toInputs(devices, apis).map(({ id, isDefault }) => [id, isDefault]),
      [['Windows WASAPI: Microphone (Realtek(R) Audio)', true]],
    );
  });

  it('are none when there is no input at all', () => {
    const none = 2 ** 32 - 1;
    assert.deepEqual(
      toInputs([device(0, 'speakers', 'ALSA', 0)], { defaultHostAPI: 0, HostAPIs: [{ name: 'ALSA', defaultInput: none }] }),
      [],
    );
  });

  it('show the sources of a sound server instead of its stand-ins', () => {
    const apis = { defaultHostAPI: 0, HostAPIs: [{ name: 'ALSA', defaultInput: 2 }] };
    const inputs = toInputs([device(0, 'USB: Audio (hw:1,0)', 'ALSA'), device(1, 'pulse', 'ALSA'), device(2, 'default', 'ALSA')], apis);
    const shown = (sources: readonly Microphone[] | undefined) =>
      withPulseSources(inputs, sources).map(({ id, index, isDefault }) => [id, index, isDefault]);
    assert.deepEqual(shown([headset]), [
      ['usb.headset', 1, true],
      ['ALSA: USB: Audio (hw:1,0)', 0, false],
    ]);
    assert.deepEqual(
      shown(undefined),
      inputs.map(({ id, index, isDefault }) => [id, index, isDefault]),
    );
  });
});

describe('devices of pvrecorder', () => {
  it('take the ids of the sound server, by their names', () => {
    const [known, unknown] = toMicrophones(['Größeres Headset', 'Line In'], [monitor, headset]);
    assert.equal(known, headset);
    assert.deepEqual([unknown?.id, unknown?.isDefault], ['Line In', false]);
  });

  it('are the cards alone where no sound server runs', () => {
    const plugins = [
      'Discard all samples (playback) or generate zero samples (capture)',
      'Playback/recording through the PulseAudio sound server',
      'Rate Converter Plugin Using Samplerate Library',
      'Plugin using Speex DSP (resample, agc, denoise, echo, dereverb)',
    ];
    assert.deepEqual(
      toMicrophones([...plugins, 'HDA Intel PCH, ALC257 Analog'], []).map(({ id }) => id),
      ['HDA Intel PCH, ALC257 Analog'],
    );
  });
});

describe('pickDevice', () => {
  const devices = [monitor, headset];

  it('finds a device by its id, by its name, or by the id that another back end gave it', () => {
    for (const wanted of ['usb.headset', 'Größeres Headset', 'Core Audio: Größeres Headset'])
      assert.equal(pickDevice(devices, wanted), headset);
  });

  it('takes the default without a choice, and else the first', () => {
    assert.equal(pickDevice(devices, null), headset);
    assert.equal(pickDevice([monitor], null), monitor);
  });

  it('says that there is none, or that the chosen one is not there', () => {
    assert.throws(() => pickDevice([], null), { code: 'no-microphone' });
    assert.throws(() => pickDevice(devices, 'Studio'), { code: 'microphone-not-found', message: /"Studio"/ });
    assert.throws(() => pickDevice([], 'Studio'), { code: 'microphone-not-found' });
  });
});
