import type { Memento } from 'vscode';

const KEY = 'panel.viewStart';

/** Where the rows of the panels begin after "clear"; the log itself keeps everything. */
export class ViewStart {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** Id of the event behind which the rows begin; null for the whole log. */
  get id(): string | null {
    return this.#memento.get<string>(KEY) ?? null;
  }

  move(id: string | null): void {
    void this.#memento.update(KEY, id ?? undefined);
  }
}
