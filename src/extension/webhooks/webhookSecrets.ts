import { randomBytes } from 'node:crypto';
import type { SecretStorage } from 'vscode';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { SECRET_PREFIX, secretKeyBytes } from '../../shared/webhookSecret.ts';
import type { Secrets } from '../../shared/webhooks.ts';
import { isTextList } from '../settings/settingChecks.ts';

const KEY_PREFIX = 'webhook.secret.';
const KEY_BYTES = 32;

/** The secrets of webhooks, by name, where the editor keeps secrets. They are the same in all workspaces of a person. */
export class WebhookSecrets implements Disposable {
  readonly #storage: SecretStorage;
  readonly #changed = new Emitter<string>();
  readonly #subscription: { dispose(): unknown };

  constructor(storage: SecretStorage) {
    this.#storage = storage;
    this.#subscription = storage.onDidChange(({ key }) => {
      if (key.startsWith(KEY_PREFIX)) this.#changed.fire(key.slice(KEY_PREFIX.length));
    });
  }

  /** The name of a secret that is another one now, whichever window has changed it. */
  readonly onDidChange = this.#changed.event;

  async names(): Promise<readonly string[]> {
    const keys = await this.#storage.keys();
    return keys.filter((key) => key.startsWith(KEY_PREFIX)).map((key) => key.slice(KEY_PREFIX.length));
  }

  /** One, or two while it is being replaced: the newest first. None when there is no secret of this name. */
  async read(name: string): Promise<readonly string[]> {
    return listIn((await this.#storage.get(KEY_PREFIX + name)) ?? '');
  }

  /** @param change answers what is kept from now on; it gets what is kept at this moment, which another window may just have written */
  async update(name: string, change: (kept: readonly string[]) => readonly string[]): Promise<void> {
    const values = change(await this.read(name));
    if (values.length > 0) await this.#storage.store(KEY_PREFIX + name, JSON.stringify(values));
    else await this.#storage.delete(KEY_PREFIX + name);
  }

  /** Those of these names that there are. */
  async pick(names: readonly string[]): Promise<Secrets> {
    const entries = await Promise.all(names.map(async (name) => [name, await this.read(name)] as const));
    return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** What is damaged counts as nothing; the error of the parser would have a piece of it in its message. */
function listIn(text: string): readonly string[] {
  try {
    const values: unknown = JSON.parse(text);
    return isTextList(values) ? values : [];
  } catch {
    return [];
  }
}

/** A new secret, as Standard Webhooks writes them. */
export function generateWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(KEY_BYTES).toString('base64');
}

/** Whether the hub can sign with it: whsec_ and the Base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  const encoded = text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : '';
  const key = Buffer.from(encoded, 'base64');
  return key.toString('base64') === encoded && key.length >= secretKeyBytes.min && key.length <= secretKeyBytes.max;
}
