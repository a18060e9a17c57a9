import type { HostApi, HubStatus, OlderEvents } from '../../src/shared/panel.ts';
import type { Remote } from '../../src/shared/rpc.ts';
import type { PanelState } from '../store.ts';

const PAUSE_MS = 5000;

type BackfillParts = {
  readonly ask: Remote<HostApi>['older'];
  readonly take: (before: string, page: OlderEvents) => void;
  readonly current: () => PanelState;
  /** After a page that did not come, in milliseconds. */
  readonly pause?: number;
};

/**
 * Brings what lies before the first rows, one page after another, until there is nothing more or no more room. The first rows show before it
 * begins. Where a page does not come it tries again after a pause, or with the next news of a hub.
 */
export class Backfill {
  readonly #parts: BackfillParts;
  #isAsking = false;
  /** The status when a page did not come, for the time of the pause. */
  #failedIn: HubStatus | null = null;

  constructor(parts: BackfillParts) {
    this.#parts = parts;
  }

  /** Called after each drawing. */
  follow(): void {
    const { phase, status, older } = this.#parts.current();
    if (phase !== 'ready' || older === null || this.#isAsking) return;
    if (status.state !== 'on' || status === this.#failedIn) return;
    void this.#bring(older, status);
  }

  async #bring(before: string, status: HubStatus): Promise<void> {
    this.#isAsking = true;
    const page = await this.#parts.ask(before).catch(() => null);
    this.#isAsking = false;
    if (page) this.#parts.take(before, page);
    else this.#rest(status);
    // A page that came too late changes nothing, so nothing is drawn after it.
    this.follow();
  }

  #rest(status: HubStatus): void {
    this.#failedIn = status;
    setTimeout(() => {
      if (this.#failedIn === status) this.#failedIn = null;
      this.follow();
    }, this.#parts.pause ?? PAUSE_MS);
  }
}
