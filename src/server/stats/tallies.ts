import type { Traffic } from '../../shared/webhooks.ts';
import { RateRing } from './rateRing.ts';

/** So many names are told apart; whoever makes up new ones for ever must not fill the memory. */
const MOST_NAMES = 1000;

/** What passed under one name. */
class Tally {
  readonly #rate: RateRing;
  #count = 0;
  #bytes = 0;

  constructor(now: () => number) {
    this.#rate = new RateRing(now);
  }

  add(bytes: number): void {
    this.#count++;
    this.#bytes += bytes;
    this.#rate.add();
  }

  read(): Traffic {
    return { count: this.#count, bytes: this.#bytes, perSecond: this.#rate.perSecond(), perMinute: this.#rate.perMinute() };
  }
}

export type NamedTraffic<Name> = { readonly name: Name; readonly traffic: Traffic };

/** What passed, by name. Names that come when there are 1,000 already are counted together, under one that says so. */
export class Tallies<Name> {
  readonly #now: () => number;
  readonly #byName = new Map<Name, Tally>();
  readonly #othersName: Name;
  readonly #others: Tally;

  /** @param now milliseconds; read for every event, so it should be cheap */
  constructor(othersName: Name, now: () => number) {
    this.#now = now;
    this.#othersName = othersName;
    this.#others = new Tally(now);
  }

  add(name: Name, bytes: number): void {
    (this.#byName.get(name) ?? this.#meet(name)).add(bytes);
  }

  /** The busiest of the last minute first, at most so many; then, in one line, all others together. */
  busiest(most: number): readonly NamedTraffic<Name>[] {
    const named = [...this.#byName].map(([name, tally]) => ({ name, traffic: tally.read() }));
    named.sort(({ traffic: a }, { traffic: b }) => b.perMinute - a.perMinute || b.count - a.count);
    const others = named
      .splice(most)
      .map(({ traffic }) => traffic)
      .reduce(sum, this.#others.read());
    return others.count > 0 ? [...named, { name: this.#othersName, traffic: others }] : named;
  }

  #meet(name: Name): Tally {
    // Somebody may send under that very name; there must not be two lines of it.
    if (this.#byName.size >= MOST_NAMES || name === this.#othersName) return this.#others;
    const tally = new Tally(this.#now);
    this.#byName.set(name, tally);
    return tally;
  }
}

function sum(a: Traffic, b: Traffic): Traffic {
  return {
    count: a.count + b.count,
    bytes: a.bytes + b.bytes,
    perSecond: a.perSecond + b.perSecond,
    perMinute: a.perMinute + b.perMinute,
  };
}
