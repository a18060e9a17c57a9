import type { Microphone } from '../../../shared/listening.ts';
import { type CaptureBackend, pickDevice } from './backend.ts';
import { listPulseSources, standardDevice } from './pulseSources.ts';
import { RECORDER_RATE, requireProgram, startRecorder } from './recorder.ts';

/** PulseAudio's recorder. */
export const parecBackend: CaptureBackend = {
  name: 'parec',
  async listDevices() {
    requireProgram('parec');
    return (await listPulseSources()) ?? [standardDevice];
  },
  async open(deviceId) {
    const { id, name } = await findPulseDevice(deviceId);
    const format = [
      '--raw',
      '--format=float32le',
      `--rate=${RECORDER_RATE}`,
      '--channels=1',
      '--latency-msec=10',
      '--client-name=Dev Sync',
    ];
    // Left alone, the default follows the settings of the desktop.
    const chosen = deviceId === null ? [] : [`--device=${id}`];
    return startRecorder('parec', { parameters: [...format, ...chosen], device: name, deviceId });
  },
};

async function findPulseDevice(deviceId: string | null): Promise<Microphone> {
  requireProgram('parec');
  const sources = await listPulseSources();
  if (sources) return pickDevice(sources, deviceId);
  return deviceId === null ? standardDevice : { ...standardDevice, id: deviceId, name: deviceId };
}
