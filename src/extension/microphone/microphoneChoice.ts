import { DevSyncError, errorCatalogue, toDevSyncError } from '../../shared/errors.ts';
import type { Microphone } from '../../shared/listening.ts';
import { withoutIcons } from '../dialogs/plain.ts';

/** A microphone that somebody chose. */
export type MicrophoneChoice = {
  /** Null for whichever is the default one of the system. */
  readonly id: string | null;
  readonly name: string;
};

/** The microphone to open, which a person chose in a list or named in the settings. */
export type WantedMicrophone = MicrophoneChoice & {
  /** `devSync.audio.device` names it. */
  readonly isOfSetting: boolean;
};

export type MicrophoneItem = { readonly label: string; readonly description: string; readonly choice: MicrophoneChoice };

/** The lines to choose from: the default one, every device, and the chosen one also while it is not connected. */
export function microphoneItems(devices: readonly Microphone[], wanted: WantedMicrophone | undefined): readonly MicrophoneItem[] {
  const item = ({ id, name }: MicrophoneChoice, ...notes: readonly (string | false | undefined)[]): MicrophoneItem => ({
    label: `$(${id === wanted?.id ? 'check' : 'mic'}) ${withoutIcons(name)}`,
    description: withoutIcons([...notes, id === wanted?.id && 'chosen'].filter(Boolean).join(', ')),
    choice: { id, name },
  });
  const absent = wanted && wanted.id !== null && !devices.some(({ id }) => id === wanted.id) ? [wanted] : [];
  return [
    item({ id: null, name: 'Default microphone' }, devices.find(({ isDefault }) => isDefault)?.name),
    ...devices.map(({ id, name, isDefault }) => item({ id, name }, isDefault && 'default')),
    ...absent.map((choice) => item(choice, 'not connected')),
  ];
}

/** @param remoteHost name of the machine with the hub when the window runs elsewhere */
export function microphonePlaceholder(remoteHost: string | undefined): string {
  return remoteHost === undefined ? 'Microphones of this machine' : `Microphones of ${remoteHost}. ${notReachable}`;
}

/** The hub knows a missing microphone by its id only, and its way out is for programs. */
export function explainMissing(error: unknown, wanted: WantedMicrophone | undefined): DevSyncError {
  const failure = toDevSyncError(error);
  // A next step of its own fits better, as that of the back end "file".
  const [, , usual] = errorCatalogue['microphone-not-found'];
  if (failure.code !== 'microphone-not-found' || failure.next !== usual || !wanted) return failure;
  const origin = wanted.isOfSetting ? ' It is the one that the setting devSync.audio.device names.' : '';
  return new DevSyncError('microphone-not-found', {
    message: `The microphone "${wanted.name}" is not connected.`,
    next: `Connect it, or select another one.${origin}`,
    cause: failure,
  });
}

/** In a remote window the hub runs on another machine than people expect, and has no microphone of theirs. */
export function explainRemote(error: unknown, remoteHost: string | undefined): DevSyncError {
  const failure = toDevSyncError(error);
  const isMissing = ['no-microphone', 'microphone-not-found', 'no-audio-backend'].includes(failure.code);
  if (!isMissing || remoteHost === undefined) return failure;
  const { code, message, cause } = failure;
  const reason = `Dev Sync listens on ${remoteHost}, where your code runs. ${notReachable} To use that one, open a local folder.`;
  return new DevSyncError(code, { message, next: `${failure.next} ${reason}`, cause });
}

const notReachable = 'The microphone of your own machine is not reachable from there.';
