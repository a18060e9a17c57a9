import type { SourceTraffic, Stats, TypeTraffic } from '../../shared/webhooks.ts';
import type { EventRecord } from '../log/record.ts';
import { Tallies } from './tallies.ts';

/** Stands for all types beyond those that are told apart or shown. */
export const OTHER_TYPES = '(other types)';
export const OTHER_SOURCES = '(other sources)';

/** What is counted of an event. */
export type Passing = Pick<EventRecord, 'type' | 'source' | 'json'>;

/** Counts what passes the hub, by type and by source. On the way of every event: two look-ups each, and nothing allocated. */
export class TrafficCounter {
  readonly #now: () => number;
  /** The time of what is being counted or read; the clock is read once for all of it. */
  #present = 0;
  readonly #types = new Tallies<string>(OTHER_TYPES, () => this.#present);
  readonly #sources = new Tallies<string | null>(OTHER_SOURCES, () => this.#present);

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Facts and gauges alike. */
  take(records: readonly Passing[]): void {
    this.#present = this.#now();
    for (const { type, source, json } of records) {
      const bytes = Buffer.byteLength(json);
      this.#types.add(type, bytes);
      this.#sources.add(source, bytes);
    }
  }

  /** The busiest types and sources, at most so many of each, and one line for all others. */
  busiest(most: number): Pick<Stats, 'types' | 'sources'> {
    this.#present = this.#now();
    return {
      types: this.#types.busiest(most).map(({ name, traffic }): TypeTraffic => ({ type: name, ...traffic })),
      sources: this.#sources.busiest(most).map(({ name, traffic }): SourceTraffic => ({ source: name, ...traffic })),
    };
  }
}
