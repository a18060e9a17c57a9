/** How long a page may be hidden before its place at the hub is free for another one. */
const AWAY_MS = 30_000;

/** As a document is one. */
export type SightedPage = Pick<EventTarget, 'addEventListener'> & { readonly visibilityState: string };

/**
 * Whether a person may look at the page. Browsers let six connections to one place through over HTTP/1.1, for all their tabs together, and a
 * stream takes one for as long as it is open: after six tabs that nobody looks at, the seventh would wait for ever. So a page whose tab was
 * hidden for a while lets go of its stream, and takes it up where it was when somebody comes back. Whoever changes tabs for a moment
 * misses nothing.
 */
export class Sight {
  readonly #page: SightedPage;
  readonly #awayMs: number;
  #away = new AbortController();
  #return = Promise.withResolvers<void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: SightedPage, awayMs = AWAY_MS) {
    this.#page = page;
    this.#awayMs = awayMs;
    page.addEventListener('visibilitychange', () => this.#look());
    this.#look();
  }

  /** Fires when the page has been hidden for a while. There is another one after somebody came back. */
  get away(): AbortSignal {
    return this.#away.signal;
  }

  /** Resolves when somebody is back; at once while nobody is away. */
  async back(): Promise<void> {
    if (this.#away.signal.aborted) await this.#return.promise;
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#page.visibilityState === 'hidden') this.#timer = setTimeout(() => this.#away.abort(), this.#awayMs);
    else if (this.#away.signal.aborted) this.#comeBack();
  }

  #comeBack(): void {
    this.#away = new AbortController();
    this.#return.resolve();
    this.#return = Promise.withResolvers();
  }
}
