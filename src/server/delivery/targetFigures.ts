import type { TargetStats } from '../../shared/webhooks.ts';
import { Latencies } from '../stats/latencies.ts';
import { RateRing } from '../stats/rateRing.ts';
import type { SendResult, Verdict } from './sendResult.ts';

/** What a target has done since the hub was started. */
export class TargetFigures {
  readonly #rate: RateRing;
  readonly #latencies = new Latencies();
  #delivered = 0;
  #failures = 0;
  #error: string | undefined;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#rate = new RateRing(now);
  }

  count(verdict: Verdict, { ms, status, error }: SendResult): void {
    if (status !== null) this.#latencies.add(ms);
    this.#error = verdict === 'delivered' ? undefined : error;
    if (verdict !== 'delivered') {
      this.#failures++;
      return;
    }
    this.#delivered++;
    this.#rate.add();
  }

  read(): Pick<TargetStats, 'delivered' | 'failures' | 'perSecond' | 'perMinute' | 'p50Ms' | 'p95Ms' | 'error'> {
    return {
      delivered: this.#delivered,
      failures: this.#failures,
      perSecond: this.#rate.perSecond(),
      perMinute: this.#rate.perMinute(),
      p50Ms: this.#latencies.percentile(0.5),
      p95Ms: this.#latencies.percentile(0.95),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }
}
