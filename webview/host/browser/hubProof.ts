import { isProven } from '../../../src/client/discovery.ts';
import type { HubAddress, HubClient } from '../../../src/client/hubClient.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { UNLOCK } from './words.ts';

const MESSAGE = 'What answers at this address does not know the token of this page, so it was not sent it.';
const NEXT = `A hub that was stopped and started again has another token. ${UNLOCK}`;

/**
 * Whether the program at the address of the page has its token already: any program can listen there when the hub is gone. It holds until the
 * connection breaks.
 */
export class HubProof {
  readonly #url: string;
  readonly #token: () => string | undefined;
  #asked: { readonly token: string; readonly answer: Promise<void> } | undefined;

  constructor(url: string, token: () => string | undefined) {
    this.#url = url;
    this.#token = token;
  }

  /** Asks once until `forget`. Without a token there is nothing to lose. @throws DevSyncError `hub-not-proven`, `hub-unreachable` */
  require(): Promise<void> {
    const token = this.#token();
    if (token === undefined) return Promise.resolve();
    if (this.#asked?.token !== token) {
      const asked = { token, answer: requireProof({ url: this.#url, token }) };
      this.#asked = asked;
      asked.answer.catch(() => {
        if (this.#asked === asked) this.#asked = undefined;
      });
    }
    return this.#asked.answer;
  }

  forget(): void {
    this.#asked = undefined;
  }

  /** A client whose requests wait for the proof. @param create with the token of that moment */
  guard(create: () => HubClient): HubClient {
    const guarded =
      (name: keyof HubClient) =>
      async (...given: never[]) => {
        await this.require();
        return (create()[name] as (...given: never[]) => Promise<unknown>)(...given);
      };
    const names = Object.keys(create()) as (keyof HubClient)[];
    return Object.fromEntries(names.map((name) => [name, guarded(name)])) as unknown as HubClient;
  }
}

/** Browsers have the cryptography for it at https and localhost only. A hub elsewhere is believed. */
async function requireProof(address: Required<HubAddress>): Promise<void> {
  if (globalThis.isSecureContext === false || (await isProven(address))) return;
  throw new DevSyncError('hub-not-proven', { message: MESSAGE, next: NEXT });
}
