import { isProven } from '../../../src/client/discovery.ts';
import { createHubClient, type HubClient } from '../../../src/client/hubClient.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { t } from '../../l10n.ts';
import type { TokenKeeper } from './tokenKeeper.ts';
import { UNLOCK } from './words.ts';

const MESSAGE = t('What answers at this address does not know the token of this page, so it was not sent it.');
const NEXT = t('{0} {1}', t('A hub that was stopped and started again has another token.'), UNLOCK);
/** How long a proof counts without a stream, whose end would tell that the program is gone. */
const FRESH_MS = 1000;

type Asked = { readonly token: string; readonly answer: Promise<string | undefined>; until: number };

/**
 * Whether the program at the address of the page has its token already: any program can listen there when the hub is gone. It holds while a stream
 * is open, else for a second. A hub that has another token, but lets pages read without one, makes the page drop its own and go on.
 */
export class HubProof {
  readonly #now: () => number;
  readonly #url: string;
  readonly #keeper: Pick<TokenKeeper, 'current' | 'drop'>;
  #asked: Asked | undefined;
  #hasDropped = false;

  constructor(url: string, keeper: Pick<TokenKeeper, 'current' | 'drop'>, now = () => performance.now()) {
    this.#now = now;
    this.#url = url;
    this.#keeper = keeper;
  }

  /** Whether the page has no token any more, and nobody has said that this is well. */
  get isDropped(): boolean {
    return this.#hasDropped && this.#keeper.current === undefined;
  }

  acceptDrop(): void {
    this.#hasDropped = false;
  }

  /**
   * Resolves with the token that the program may be sent. Without one there is nothing to lose.
   *
   * @throws DevSyncError `hub-not-proven`, `hub-unreachable`
   */
  async require(): Promise<string | undefined> {
    const token = this.#keeper.current;
    if (token === undefined) return undefined;
    if (this.#asked?.token !== token || this.#asked.until < this.#now()) {
      const asked: Asked = { token, answer: this.#ask(token), until: this.#now() + FRESH_MS };
      this.#asked = asked;
      asked.answer.catch(() => {
        if (this.#asked === asked) this.#asked = undefined;
      });
    }
    return this.#asked.answer;
  }

  /** A stream is open: the proof counts until `forget`. */
  hold(): void {
    if (this.#asked) this.#asked.until = Number.POSITIVE_INFINITY;
  }

  forget(): void {
    this.#asked = undefined;
  }

  /** A client whose requests wait for the proof. @param create with the token that may be sent */
  guard(create: (token: string | undefined) => HubClient): HubClient {
    const guarded =
      (name: keyof HubClient) =>
      async (...given: never[]) =>
        (create(await this.require())[name] as (...given: never[]) => Promise<unknown>)(...given);
    const names = Object.keys(create(undefined)) as (keyof HubClient)[];
    return Object.fromEntries(names.map((name) => [name, guarded(name)])) as unknown as HubClient;
  }

  /** Browsers have the cryptography for it at https and localhost only. A hub elsewhere is believed. */
  async #ask(token: string): Promise<string | undefined> {
    if (globalThis.isSecureContext === false || (await isProven({ url: this.#url, token }))) return token;
    if (!(await letsRead(this.#url))) throw new DevSyncError('hub-not-proven', { message: MESSAGE, next: NEXT });
    this.#keeper.drop(token);
    this.#hasDropped = true;
    return undefined;
  }
}

/** Whether it says that it is a hub, and shows its events without a token. It may lie: it gets no more than from a page that never had one. */
async function letsRead(url: string): Promise<boolean> {
  const client = createHubClient({ url });
  try {
    const { name } = await client.health();
    return name === 'dev-sync' && (await client.history({ limit: 1 })).success;
  } catch {
    return false;
  }
}
