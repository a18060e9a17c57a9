import { isProven } from '../../../src/client/discovery.ts';
import { createHubClient } from '../../../src/client/hubClient.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { t, translated } from '../../l10n.ts';
import type { TokenKeeper } from './tokenKeeper.ts';
import { askForToken } from './unlockDialog.ts';
import { UNLOCK } from './words.ts';

const WRONG = t('This is not the token of this hub: it is that of another run, or it was rotated.');

/** Asks for the token when the hub wants it; what needed it goes on then. */
export class Lock {
  readonly #url: string;
  readonly #keeper: TokenKeeper;
  #asked: Promise<boolean> | undefined;

  constructor(url: string, keeper: TokenKeeper) {
    this.#url = url;
    this.#keeper = keeper;
  }

  /** One question at a time. Resolves with whether the page has the token now. @param reason why it is wanted, as a sentence */
  ask(reason: string): Promise<boolean> {
    this.#asked ??= askForToken({ reason, unlock: (token) => this.#unlock(token) }).finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  /** Does what may need the token, and once more after it was given. @throws DevSyncError `token-required` when it was not */
  async pass<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof DevSyncError) || error.code !== 'token-required') throw error;
      if (await this.ask(translated(error).message)) return call();
      throw new DevSyncError('token-required', { message: error.message, next: UNLOCK });
    }
  }

  /** For what a page without the token may only ask about. */
  async need(reason: string): Promise<void> {
    if (this.#keeper.current === undefined && !(await this.ask(reason)))
      throw new DevSyncError('token-required', { message: reason, next: UNLOCK });
  }

  /** Takes the token of an address. Anybody can write one: it replaces another one only when the hub proves that it is right. */
  async offer(token: string | undefined): Promise<void> {
    if (token === undefined || token === this.#keeper.current) return;
    if (this.#keeper.current === undefined || (await this.#isRight(token).catch(() => false))) this.#keeper.keep(token);
  }

  async #unlock(token: string): Promise<string | undefined> {
    const isRight = await this.#isRight(token);
    return isRight && this.#keeper.keep(token) ? undefined : WRONG;
  }

  /** The proof needs cryptography, which browsers have for https and localhost only. A hub elsewhere wants its token for everything. */
  async #isRight(token: string): Promise<boolean> {
    if (!/^[!-~]+$/.test(token)) return false;
    const address = { url: this.#url, token };
    if (globalThis.isSecureContext !== false) return isProven(address);
    return createHubClient(address)
      .history({ limit: 1 })
      .then(
        () => true,
        () => false,
      );
  }
}
