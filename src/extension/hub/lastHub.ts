import type { Memento } from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { logKeyOf } from './logKey.ts';

const KEY = 'hub.last';

/** Where a hub was, and which log it had. */
export type LastPlace = { readonly port: number; readonly log: string };

/** Where this workspace had its hub the last time, for windows that come back; nothing after a stop. */
export class LastHub {
  readonly #memento: Pick<Memento, 'get' | 'update'>;

  constructor(memento: Pick<Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  get place(): LastPlace | undefined {
    return this.#memento.get<LastPlace>(KEY);
  }

  /** Answers whether this workspace comes to a log that it was not at before. The hubs of one log follow each other unnoticed. */
  replace(hub: HubState | undefined): boolean {
    const next = hub && { port: hub.port, log: logKeyOf(hub) };
    const isNew = next !== undefined && next.log !== this.place?.log;
    void this.#memento.update(KEY, next);
    return isNew;
  }
}
