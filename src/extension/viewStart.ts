import type { Memento } from 'vscode';

const KEY = 'panel.viewStart';

/** Where the panel's rows begin after "clear"; the log itself keeps everything. */
export class ViewStart {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  get id(): string | undefined {
    return this.#memento.get<string>(KEY);
  }

  move(lastId: string | null): void {
    if (lastId !== null) void this.#memento.update(KEY, lastId);
  }
}
