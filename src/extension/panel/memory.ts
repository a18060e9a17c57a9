import type { Memento } from 'vscode';
import type { MemoryChange, PanelMemory } from '../../shared/panel.ts';
import { changedMemory, readPanelMemory } from '../../shared/panelMemory.ts';

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

  change(change: MemoryChange): void {
    void this.#memento.update(KEY, readPanelMemory(changedMemory(this.current, change)));
  }
}
