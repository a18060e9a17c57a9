import { toErrorInfo } from '../../src/shared/errors.ts';
import type { HostApi } from '../../src/shared/panel.ts';
import type { Remote } from '../../src/shared/rpc.ts';
import type { Stats } from '../../src/shared/webhooks.ts';
import type { PanelState } from '../store.ts';
import { hasProgress } from './progress.ts';
import { shownDeliveries, type ToldDeliveries, topicOf, type WantedDeliveries, wantedDeliveries } from './told.ts';

/**
 * Keeps what is in sight of the deliveries up to date. It asks when something else comes into sight and when the
 * figures of the targets say that something may have changed: one question at a time, and the newest one next.
 */
export class DeliveryFeed {
  readonly #ask: Remote<HostApi>['deliveries'];
  readonly #tell: (told: ToldDeliveries) => void;
  #wanted: WantedDeliveries | null = null;
  #stats: Stats | null = null;
  #isDue = false;
  #isAsking = false;

  constructor(ask: Remote<HostApi>['deliveries'], tell: (told: ToldDeliveries) => void) {
    this.#ask = ask;
    this.#tell = tell;
  }

  /** Called on every change of the state, which is nearly always about something else. */
  follow(state: PanelState): void {
    const wanted = wantedDeliveries(state);
    const isOther = topicOf(wanted) !== topicOf(this.#wanted);
    const before = this.#stats;
    this.#wanted = wanted;
    this.#stats = state.stats;
    if (!wanted) return;
    if (isOther || hasProgress({ wanted, told: shownDeliveries(state) }, before, state.stats)) void this.refresh();
  }

  /** Asks again, as after something was retried. */
  async refresh(): Promise<void> {
    this.#isDue = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#isDue) {
        this.#isDue = false;
        if (this.#wanted) this.#tell(await this.#answerTo(this.#wanted));
      }
    } finally {
      this.#isAsking = false;
    }
  }

  #answerTo(wanted: WantedDeliveries): Promise<ToldDeliveries> {
    return this.#ask(wanted).then(
      (deliveries) => ({ wanted, deliveries }),
      (error: unknown) => ({ wanted, deliveries: [], error: toErrorInfo(error) }),
    );
  }
}
