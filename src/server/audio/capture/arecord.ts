import { type AlsaDevice, toAlsaDevices } from './arecordList.ts';
import { type CaptureBackend, pickDevice } from './backend.ts';
import { runProgram } from './program.ts';
import { listPulseSources } from './pulseSources.ts';
import { RECORDER_RATE, requireProgram, startRecorder } from './recorder.ts';

/** ALSA's recorder, for machines without a sound server. */
export const arecordBackend: CaptureBackend = {
  name: 'arecord',
  async listDevices() {
    return (await listAlsaDevices()).map(({ pcm: _, pulseSource: _source, ...microphone }) => microphone);
  },
  async open(deviceId) {
    const { name, pcm, pulseSource } = pickDevice(await listAlsaDevices(), deviceId);
    const format = ['-q', '-t', 'raw', '-f', 'FLOAT_LE', '-r', String(RECORDER_RATE), '-c', '1'];
    const latency = ['--period-time=10000', '--buffer-time=100000'];
    const env = deviceId !== null && pulseSource !== undefined ? { PULSE_SOURCE: pulseSource } : {};
    return startRecorder('arecord', { parameters: [...format, ...latency, '-D', pcm], device: name, deviceId, env });
  },
};

async function listAlsaDevices(): Promise<readonly AlsaDevice[]> {
  const [{ stdout }, sources] = await Promise.all([runProgram(requireProgram('arecord'), ['-L']), listPulseSources()]);
  return toAlsaDevices(stdout, sources);
}
