import type { DialogCalls } from '../dialogs/dialogCalls.ts';
import { withoutIcons } from '../dialogs/plain.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';
import type { Notifier } from '../messages/notify.ts';
import { dayOf, type MicrophonePermissions } from './microphonePermissions.ts';

export type MicrophonePermissionsDialogOptions = {
  readonly hub: Pick<HubController, 'listening'>;
  readonly permissions: Pick<MicrophonePermissions, 'current' | 'remove'>;
  readonly calls: Pick<DialogCalls, 'pick'>;
  readonly notify: Pick<Notifier, 'permissionRemoved' | 'noPermissions'>;
};

/** Lists the pages that may use the microphone without a question, and takes that away from one. */
export class MicrophonePermissionsDialog {
  readonly #options: MicrophonePermissionsDialogOptions;

  constructor(options: MicrophonePermissionsDialogOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { hub, permissions, calls, notify } = this.#options;
    const lines = permissions.current.map(({ origin, until }) => ({
      icon: 'trash',
      label: withoutIcons(origin),
      description: l10n.t('until {0}', dayOf(until)),
      origin,
    }));
    if (lines.length === 0) return notify.noPermissions();
    const picked = await calls.pick(lines, {
      title: l10n.t('Microphone Permissions of This Workspace'),
      placeHolder: l10n.t('Choose a page to remove its permission'),
    });
    if (!picked) return;
    await permissions.remove(picked.origin);
    notify.permissionRemoved(picked.origin, hub.listening.startedBy === 'page');
  }
}
