import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { DevSyncError } from '../../shared/errors.ts';
import type { ListenDevicesAnswer } from '../../shared/listening.ts';
import { commandIds } from '../contributions.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';
import type { SettingsReader } from '../settings/settings.ts';
import {
  explainMissing,
  explainRemote,
  type MicrophoneChoice,
  microphoneItems,
  microphonePlaceholder,
  type WantedMicrophone,
} from './microphoneChoice.ts';

const CHOICE_KEY = 'microphone';

export type MicrophoneOptions = {
  readonly hub: HubController;
  readonly workspaceState: vscode.Memento;
  readonly settings: Pick<SettingsReader, 'current'>;
};

/** What people do with the microphone: on, off, another one. Failures are DevSyncErrors that name the machine when it is a remote one. */
export class MicrophoneControl {
  readonly #options: MicrophoneOptions;
  /** The session that this window has started; it may be long over. */
  #ownSession: string | undefined;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
  }

  /** Brings the hub on first when it is off. */
  start(): Promise<void> {
    const wanted = this.#wanted;
    return this.#withHub(l10n.t('Opening the microphone'), async (hub) => {
      try {
        this.#ownSession = await hub.startListening(wanted?.id ?? null);
      } catch (error) {
        const failure = explainMissing(error, wanted);
        // Somebody stopped it while it was being opened, and got what they wanted.
        if (failure.code !== 'listening-stopped') throw failure;
      }
    });
  }

  /** Whoever started it. */
  async stop(): Promise<void> {
    const { hub } = this.#options;
    if (hub.status.state === 'on') await hub.client.stopListening();
  }

  /** What this window has switched on goes on after a restart of the hub, also when that brought another hub than it should have. */
  async keepOn(restart: () => Promise<void>): Promise<void> {
    const { hub } = this.#options;
    const goesOn = this.#ownSession !== undefined && hub.listening.sessionId === this.#ownSession;
    try {
      await restart();
    } finally {
      // As a command of its own: when it fails, that is what can be tried again.
      if (goesOn && hub.attachedTo) await vscode.commands.executeCommand(commandIds.startListening);
    }
  }

  /** Remembers the choice for this workspace; listening that goes on goes on with it. */
  async select(): Promise<void> {
    const { hub, workspaceState } = this.#options;
    const { backend, devices } = await this.#withHub(l10n.t('Looking for microphones'), () => hub.client.microphones().then(assertSome));
    const picked = await vscode.window.showQuickPick(microphoneItems(devices, this.#wanted), {
      title: l10n.t('Select Microphone ({0})', backend),
      placeHolder: microphonePlaceholder(remoteHost()),
      matchOnDescription: true,
    });
    if (!picked) return;
    await workspaceState.update(CHOICE_KEY, picked.choice);
    if (hub.listening.status === 'stopped') return;
    await this.stop();
    await this.start();
  }

  /** What was chosen here, else what the setting says, if it says something. */
  get #wanted(): WantedMicrophone | undefined {
    const { workspaceState, settings } = this.#options;
    const choice = workspaceState.get<MicrophoneChoice>(CHOICE_KEY);
    if (choice) return { ...choice, isOfSetting: false };
    const device = settings.current['audio.device'];
    return device === '' ? undefined : { id: device, name: device, isOfSetting: true };
  }

  async #withHub<T>(title: string, step: (hub: HubController) => Promise<T>): Promise<T> {
    const { hub } = this.#options;
    await hub.start();
    const progress = { location: vscode.ProgressLocation.Window, title };
    try {
      return await vscode.window.withProgress(progress, () => step(hub));
    } catch (error) {
      throw explainRemote(error, remoteHost());
    }
  }
}

function assertSome(answer: ListenDevicesAnswer): ListenDevicesAnswer {
  if (answer.devices.length > 0) return answer;
  if (answer.backend !== 'file') throw new DevSyncError('no-microphone');
  const next = l10n.t('Name a WAV file in devSync.audio.device, or another back end in devSync.audio.backend.');
  throw new DevSyncError('no-microphone', { message: l10n.t('The back end "file" has no microphones to choose from.'), next });
}

/** Name of the machine that the extension runs on, when the window is on another one. */
export function remoteHost(): string | undefined {
  return vscode.env.remoteName === undefined ? undefined : hostname();
}
