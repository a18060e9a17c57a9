import { Emitter } from '../../../src/shared/emitter.ts';

/** The page as far as the token is concerned. */
export type TokenPlace = {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
};

const FRAGMENT = /^#token=(.*)$/s;
/** What fits into a header. */
const TOKEN = /^[!-~]+$/;

/** The token of this tab: it comes in the fragment, which no server is sent, and stays until the tab is closed. */
export class TokenKeeper {
  readonly #place: TokenPlace;
  readonly #key: string;
  readonly #changed = new Emitter<string>();

  /** @param key name of the place in the storage */
  constructor(place: TokenPlace, key: string) {
    this.#place = place;
    this.#key = key;
  }

  readonly onDidChange = this.#changed.event;

  get current(): string | undefined {
    return this.#place.storage.getItem(this.#key) ?? undefined;
  }

  /** Takes the token out of the address, where the next screenshot or copied link would show it. It is not kept yet. */
  takeFromUrl(): string | undefined {
    const { location, history } = this.#place;
    const [, token] = FRAGMENT.exec(decode(location.hash)) ?? [];
    if (token === undefined) return undefined;
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    return TOKEN.test(token) ? token : undefined;
  }

  /** Answers whether it can be a token at all. */
  keep(text: string): boolean {
    if (!TOKEN.test(text)) return false;
    this.#place.storage.setItem(this.#key, text);
    this.#changed.fire(text);
    return true;
  }

  /** Forgets a token that is void, unless the page has another one by now. */
  drop(token: string): void {
    if (this.current === token) this.#place.storage.removeItem(this.#key);
  }
}

/** VS Code writes the equals sign as %3D. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
