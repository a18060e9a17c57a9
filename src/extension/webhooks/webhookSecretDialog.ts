import { looksLikeSecret, secretKeyBytes } from '../../shared/webhookSecret.ts';
import type { DialogCalls } from '../dialogs/dialogCalls.ts';
import { plain, withoutIcons } from '../dialogs/plain.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';
import type { Notifier } from '../messages/notify.ts';
import type { SettingsReader } from '../settings/settings.ts';
import { secretNamesIn } from './webhookOptions.ts';
import { type ChangeItem, changedSecret, newSecretItems, type SecretChange, secretChangeItems } from './webhookSecretChange.ts';
import { generateWebhookSecret, isWebhookSecret, type WebhookSecrets } from './webhookSecrets.ts';

export type WebhookSecretDialogOptions = {
  readonly secrets: Pick<WebhookSecrets, 'names' | 'read' | 'update'>;
  readonly settings: Pick<SettingsReader, 'current'>;
  readonly hub: Pick<HubController, 'status' | 'start'>;
  readonly notify: Pick<Notifier, 'secretChanged'>;
  readonly calls: DialogCalls;
};

/** What a person wants, and the sentence for when it is done. */
type Wish = { readonly change: SecretChange; readonly made?: string; readonly isCopied?: boolean; readonly sentence: string };

/** Asks for the name of a secret and what to do with it. Nothing changes before the last answer. */
export class WebhookSecretDialog {
  readonly #options: WebhookSecretDialogOptions;

  constructor(options: WebhookSecretDialogOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { secrets, hub, notify, calls } = this.#options;
    const name = await this.#askName();
    if (name === undefined) return;
    const wish = await this.#askChange(name);
    if (!wish) return;
    const { change, made, isCopied, sentence } = wish;
    await secrets.update(name, (kept) => changedSecret(change, kept, made));
    // Only what is kept: the other side must not get a secret that nobody signs with.
    if (made !== undefined && isCopied) await calls.copy(made);
    notify.secretChanged(sentence, change === 'delete' || this.#named().includes(name));
    // A hub whose posts have to be signed does not start without the secret.
    if (hub.status.state === 'problem' && hub.status.error.code.startsWith('secret-')) await hub.start();
  }

  async #askName(): Promise<string | undefined> {
    const { secrets, calls } = this.#options;
    const named = this.#named();
    const names = [...new Set([...named, ...(await secrets.names())])];
    if (names.length === 0) return this.#askNewName();
    const lines = names.map(async (name) => ({
      icon: 'key',
      label: withoutIcons(name),
      description: describe((await secrets.read(name)).length, named.includes(name)),
      name,
    }));
    const another = { icon: 'add', label: l10n.t('Another Name…'), description: '', name: undefined };
    const picked = await calls.pick([...(await Promise.all(lines)), another], {
      title: l10n.t('Set Webhook Secret'),
      placeHolder: l10n.t('The name of the secret, as the settings say it'),
    });
    return picked && picked.name === undefined ? this.#askNewName() : picked?.name;
  }

  /** Those that the settings name, also for targets that are switched off. */
  #named(): readonly string[] {
    const settings = this.#options.settings.current;
    return secretNamesIn({ webhooks: { targets: settings['webhooks.targets'], incomingSecret: settings['webhooks.incomingSecret'] } });
  }

  async #askNewName(): Promise<string | undefined> {
    const text = await this.#options.calls.type({
      title: l10n.t('Set Webhook Secret'),
      prompt: l10n.t('A name for the secret, as the settings will say it'),
      placeHolder: 'shop-frontend',
      ignoreFocusOut: true,
      validateInput: (typed) => objectionToName(typed.trim()),
    });
    return text?.trim();
  }

  async #askChange(name: string): Promise<Wish | undefined> {
    const title = plain(l10n.t('Webhook Secret "{0}"', name));
    const change = await this.#choose(secretChangeItems(await this.#options.secrets.read(name)), title);
    if (change === undefined) return undefined;
    if (change === 'delete') return { change, sentence: l10n.t('The webhook secret "{0}" is deleted.', name) };
    if (change === 'forget') return { change, sentence: l10n.t('The old webhook secret "{0}" is forgotten.', name) };
    const origin = change === 'replace' ? await this.#choose(newSecretItems(), title) : change;
    if (origin === undefined) return undefined;
    if (origin === 'generate') {
      const sentence = l10n.t('The new webhook secret "{0}" is in the clipboard.', name);
      return { change, made: generateWebhookSecret(), isCopied: true, sentence };
    }
    const made = await this.#askSecret(title);
    return made === undefined ? undefined : { change, made, sentence: l10n.t('The new webhook secret "{0}" is kept.', name) };
  }

  async #choose<T>(items: readonly ChangeItem<T>[], title: string): Promise<T | undefined> {
    return (await this.#options.calls.pick(items, { title, placeHolder: l10n.t('What to do with it') }))?.change;
  }

  async #askSecret(title: string): Promise<string | undefined> {
    const text = await this.#options.calls.type({
      title,
      prompt: l10n.t('The secret that the other side has'),
      placeHolder: 'whsec_…',
      password: true,
      ignoreFocusOut: true,
      validateInput: (typed) => (isWebhookSecret(typed.trim()) ? undefined : wrongForm()),
    });
    return text?.trim();
  }
}

function wrongForm(): string {
  return l10n.t('It must be whsec_ and the Base64 of {0} to {1} bytes.', secretKeyBytes.min, secretKeyBytes.max);
}

function objectionToName(name: string): string | undefined {
  if (name === '') return l10n.t('It needs a name.');
  return looksLikeSecret(name) ? l10n.t('That is a secret; give it a name first.') : undefined;
}

function describe(count: number, isNamed: boolean): string {
  if (count === 0) return isNamed ? l10n.t('not set') : l10n.t('not set, no setting names it');
  if (count === 1) return isNamed ? l10n.t('set') : l10n.t('set, no setting names it');
  return isNamed ? l10n.t('set, and the old one counts too') : l10n.t('set, and the old one counts too, no setting names it');
}
