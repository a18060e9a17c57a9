import { DevSyncError, errorCatalogue, toDevSyncError } from '../../shared/errors.ts';
import type { Microphone } from '../../shared/listening.ts';
import { withoutIcons } from '../dialogs/plain.ts';
import { l10n, translated } from '../l10n.ts';

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
    description: withoutIcons([...notes, id === wanted?.id && l10n.t('chosen')].filter(Boolean).join(', ')),
    choice: { id, name },
  });
  const absent = wanted && wanted.id !== null && !devices.some(({ id }) => id === wanted.id) ? [wanted] : [];
  return [
    item({ id: null, name: l10n.t('Default microphone') }, devices.find(({ isDefault }) => isDefault)?.name),
    ...devices.map(({ id, name, isDefault }) => item({ id, name }, isDefault && l10n.t('default'))),
    ...absent.map((choice) => item(choice, l10n.t('not connected'))),
  ];
}

/** @param remoteHost name of the machine with the hub when the window runs elsewhere */
export function microphonePlaceholder(remoteHost: string | undefined): string {
  return remoteHost === undefined
    ? l10n.t('Microphones of this machine')
    : l10n.t('Microphones of {0}. The microphone of your own machine is not reachable from there.', remoteHost);
}

/** The hub knows a missing microphone by its id only, and its way out is for programs. */
export function explainMissing(error: unknown, wanted: WantedMicrophone | undefined): DevSyncError {
  const failure = toDevSyncError(error);
  // A next step of its own fits better, as that of the back end "file".
  const [, , usual] = errorCatalogue['microphone-not-found'];
  if (failure.code !== 'microphone-not-found' || failure.next !== usual || !wanted) return failure;
  return new DevSyncError('microphone-not-found', {
    message: l10n.t('The microphone "{0}" is not connected.', wanted.name),
    next: wanted.isOfSetting
      ? l10n.t('Connect it, or select another one. It is the one that the setting devSync.audio.device names.')
      : l10n.t('Connect it, or select another one.'),
    cause: failure,
  });
}

/** In a remote window the hub runs on another machine than people expect, and has no microphone of theirs. */
export function explainRemote(error: unknown, remoteHost: string | undefined): DevSyncError {
  const failure = toDevSyncError(error);
  const isMissing = ['no-microphone', 'microphone-not-found', 'no-audio-backend'].includes(failure.code);
  if (!isMissing || remoteHost === undefined) return failure;
  const { code, message, cause } = failure;
  const next = l10n.t(
    '{0} Dev Sync listens on {1}, where your code runs. The microphone of your own machine is not reachable from there. To use that one, open a local folder.',
    translated(failure).next,
    remoteHost,
  );
  return new DevSyncError(code, { message, next, cause });
}
