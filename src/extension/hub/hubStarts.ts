import type { Memento } from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { logKeyOf } from './logKey.ts';

const KEY = 'hub.starts';
const MOST_STARTS = 50;

type Hub = Pick<HubState, 'dataDir' | 'url' | 'startedAt'>;
type Start = { readonly log: string; readonly at: string };

/** When the hubs began that this workspace met, by their log: between one and the next the panel draws a line. */
export class HubStarts {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  /** Answers whether this hub is new here and follows another one of the same log. */
  note(hub: Hub): boolean {
    const before = this.#of(hub);
    if (before.includes(hub.startedAt)) return false;
    void this.#memento.update(KEY, [...this.#all, { log: logKeyOf(hub), at: hub.startedAt }].slice(-MOST_STARTS));
    return before.length > 0;
  }

  /** When hubs of the same log followed another one, as ISO-8601. */
  restartsOf(hub: Hub): readonly string[] {
    return this.#of(hub).slice(1);
  }

  #of(hub: Hub): readonly string[] {
    return this.#all.filter(({ log }) => log === logKeyOf(hub)).map(({ at }) => at);
  }

  get #all(): readonly Start[] {
    return this.#memento.get<readonly Start[]>(KEY) ?? [];
  }
}
