import type { Memento } from 'vscode';
import type { PanelMemory } from '../../shared/panel.ts';
import { readPanelMemory } from '../../shared/panelMemory.ts';

const KEY = 'panel.memory';

/** The last filters and the pins of this workspace. */
export class KeptMemory {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  get current(): PanelMemory {
    return readPanelMemory(this.#memento.get(KEY));
  }

  set current(memory: PanelMemory) {
    void this.#memento.update(KEY, readPanelMemory(memory));
  }
}
