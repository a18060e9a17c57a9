import type { Memento } from 'vscode';
import type { HubState } from '../../shared/api.ts';
import type { Seam } from '../../shared/panel.ts';
import { logKeyOf } from '../hub/logKey.ts';

const KEY = 'panel.seams';
const MOST_SEAMS = 200;

type KeptSeam = Seam & { readonly log: string };

/** Lines that panels of this workspace made themselves, as for a pause, by the log between whose rows they are: a reloaded window draws them again. */
export class KeptSeams {
  readonly #memento: Pick<Memento, 'get' | 'update'>;
  #log: string | undefined;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** Those of the log of this hub, to which belongs what is kept from now on. */
  open(hub: Pick<HubState, 'dataDir' | 'url'>): readonly Seam[] {
    this.#log = logKeyOf(hub);
    return this.#all.flatMap(({ log, at, text }) => (log === this.#log ? { at, text } : []));
  }

  keep(seam: Seam): void {
    if (this.#log !== undefined) void this.#memento.update(KEY, [...this.#all, { ...seam, log: this.#log }].slice(-MOST_SEAMS));
  }

  get #all(): readonly KeptSeam[] {
    return this.#memento.get<readonly KeptSeam[]>(KEY) ?? [];
  }
}
