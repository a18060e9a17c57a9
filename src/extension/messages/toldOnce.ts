import type { Memento } from 'vscode';

const MOST_KEPT = 20;

/** What this workspace was told, so that it is not told again when the window is loaded again. */
export class ToldOnce {
  readonly #memento: Pick<Memento, 'get' | 'update'>;
  readonly #key: string;

  constructor(memento: Pick<Memento, 'get' | 'update'>, key: string) {
    this.#memento = memento;
    this.#key = key;
  }

  /** Answers true the first time. */
  isNew(what: string): boolean {
    const told = this.#memento.get<readonly string[]>(this.#key) ?? [];
    if (told.includes(what)) return false;
    void this.#memento.update(this.#key, [...told, what].slice(-MOST_KEPT));
    return true;
  }
}
