import { DevSyncError, fromErrorInfo } from '../../shared/errors.ts';
import type { AudioBackend, AudioBackendChoice, ListenDevicesAnswer } from '../../shared/listening.ts';
import type { CaptureMessage } from './captureMessages.ts';
import type { CaptureProcess, ForkCapture } from './captureProcess.ts';

/** For one back end, and over all of them: somebody looks at an empty list meanwhile. */
const LIST_MS = 3000;
const ALL_MS = 10_000;
/** What has hung has no claim to patience. */
const GRACE_MS = 250;

type ListWish = {
  readonly backend: AudioBackendChoice;
  /** Id of the device of the settings; null is the default one. */
  readonly device: string | null;
};

/**
 * Asks a process of its own for the devices, since native code may crash while it looks.
 *
 * @throws DevSyncError when no back end can tell
 */
export async function listMicrophones(fork: ForkCapture, { backend, device }: ListWish): Promise<ListenDevicesAnswer> {
  const avoid = new Set<AudioBackend>();
  const deadline = performance.now() + ALL_MS;
  while (performance.now() < deadline) {
    const process = fork({ kind: 'list', backend, device, avoid: [...avoid] });
    const { answer, culprit } = await askDevices(process).finally(() => process.stop(GRACE_MS));
    if (answer) return answer;
    if (backend !== 'auto' || culprit === undefined) break;
    avoid.add(culprit);
  }
  throw new DevSyncError('microphone-failed', {
    message: 'The microphones could not be listed.',
    next: 'Look whether the sound server of the system answers, or choose another devSync.audio.backend.',
  });
}

type Outcome = { readonly answer?: ListenDevicesAnswer /** The back end that crashed or hung. */; readonly culprit?: AudioBackend };

function askDevices(process: CaptureProcess): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  let trying: Outcome = {};
  const timer = setTimeout(() => resolve(trying), LIST_MS);
  const subscription = process.onDidSay((message: CaptureMessage) => {
    timer.refresh();
    if (message.kind === 'trying') trying = { culprit: message.backend };
    else if (message.kind === 'devices') resolve({ answer: { success: true, backend: message.backend, devices: message.devices } });
    else if (message.kind === 'failed') reject(fromErrorInfo(message.error) ?? new DevSyncError('microphone-failed'));
  });
  void process.ended.then(() => resolve(trying));
  return promise.finally(() => {
    clearTimeout(timer);
    void subscription.dispose();
  });
}
