import type { Microphone } from '../../../shared/listening.ts';
import { type CaptureBackend, pickDevice } from './backend.ts';
import { parseAvfoundationList, parseDshowList } from './ffmpegList.ts';
import { runProgram } from './program.ts';
import { listPulseSources, standardDevice } from './pulseSources.ts';
import { RECORDER_RATE, requireProgram, startRecorder } from './recorder.ts';

/** ffmpeg with the sound system of this machine. */
export const ffmpegBackend: CaptureBackend = {
  name: 'ffmpeg',
  async listDevices() {
    return ffmpegInput().listDevices(requireProgram('ffmpeg'));
  },
  async open(deviceId) {
    const { listDevices, toParameters } = ffmpegInput();
    const { id, name } = pickDevice(await listDevices(requireProgram('ffmpeg')), deviceId);
    const quick = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0'];
    const output = ['-f', 'f32le', '-flush_packets', '1', 'pipe:1'];
    return startRecorder('ffmpeg', { parameters: [...quick, ...toParameters(id), ...output], device: name, deviceId });
  },
};

/** How ffmpeg hears on one system. */
type FfmpegInput = {
  listDevices(program: string): Promise<readonly Microphone[]>;
  toParameters(id: string): readonly string[];
};

const toMono = ['-af', 'pan=mono|c0=c0', '-ar', String(RECORDER_RATE)];

const ffmpegInputs: Readonly<Partial<Record<NodeJS.Platform, FfmpegInput>>> = {
  darwin: {
    listDevices: async (program) => [
      // avfoundation knows it by this name, and its list does not tell which one it is.
      standardDevice,
      ...parseAvfoundationList((await runProgram(program, listingOf('avfoundation', ''))).stderr),
    ],
    toParameters: (id) => ['-f', 'avfoundation', '-i', `:${id}`, ...toMono],
  },
  win32: {
    listDevices: async (program) => parseDshowList((await runProgram(program, listingOf('dshow', 'dummy'))).stderr),
    toParameters: (id) => ['-f', 'dshow', '-audio_buffer_size', '20', '-i', `audio=${id}`, ...toMono],
  },
};

const pulseInput: FfmpegInput = {
  listDevices: async () => (await listPulseSources()) ?? [standardDevice],
  toParameters: (id) => [
    ...['-f', 'pulse', '-acodec', 'pcm_f32le', '-sample_rate', String(RECORDER_RATE), '-fragment_size', String(FRAGMENT_BYTES)],
    // Mono is asked of the server: ffmpeg's own mixing of a stereo source is 3 dB too loud.
    ...['-channels', '1', '-i', id],
  ],
};

/** 20 ms. */
const FRAGMENT_BYTES = 3840;

function ffmpegInput(): FfmpegInput {
  return ffmpegInputs[process.platform] ?? pulseInput;
}

function listingOf(format: string, input: string): readonly string[] {
  return ['-hide_banner', '-f', format, '-list_devices', 'true', '-i', input];
}
