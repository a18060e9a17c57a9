import type { Subscribe } from '../../shared/emitter.ts';
import { type Disposable, Scope } from '../../shared/lifecycle.ts';
import type { Stats, TargetStats } from '../../shared/webhooks.ts';
import type { EventRecord } from '../log/record.ts';
import type { Audience } from '../stream/audience.ts';
import { StatsFeed } from './statsFeed.ts';
import { TrafficCounter } from './trafficCounter.ts';

/** Types, and sources, that an answer has at most, beside the line for all others. */
const MOST_IN_ANSWER = 200;
/** As windows and panels show them, once a second. */
const MOST_ON_SCREEN = 20;

/** Where the figures of the webhook targets come from. */
type TargetFigures = { targets(): readonly TargetStats[]; readonly onDidChange: Subscribe<void> };

export type StatisticsOptions = {
  /** When the hub was started, ISO-8601 UTC. */
  readonly since: string;
  /** Where events pass: facts as they are logged, and gauges. */
  readonly passing: readonly Subscribe<readonly EventRecord[]>[];
  readonly deliveries: TargetFigures;
  readonly audience: Pick<Audience, 'isEmpty' | 'onDidCome' | 'showStats'>;
  readonly now: () => Date;
};

/** The figures of the hub, since it was started: for whoever asks, and for windows and panels as they change. */
export class Statistics implements Disposable {
  readonly #scope = new Scope();
  readonly #since: string;
  readonly #traffic: TrafficCounter;
  readonly #deliveries: TargetFigures;

  constructor({ since, passing, deliveries, audience, now }: StatisticsOptions) {
    this.#since = since;
    this.#traffic = new TrafficCounter(() => now().getTime());
    this.#deliveries = deliveries;
    const feed = this.#scope.own(
      new StatsFeed({
        read: () => this.read(MOST_ON_SCREEN),
        send: (stats) => audience.showStats(stats),
        isHeard: () => !audience.isEmpty,
      }),
    );
    const take = (records: readonly EventRecord[]) => {
      this.#traffic.take(records);
      feed.note();
    };
    for (const subscribe of passing) this.#scope.own(subscribe(take));
    this.#scope.own(deliveries.onDidChange(() => feed.note()));
    this.#scope.own(audience.onDidCome((stream) => feed.welcome((stats) => audience.showStats(stats, [stream]))));
  }

  read(most = MOST_IN_ANSWER): Stats {
    return { since: this.#since, ...this.#traffic.busiest(most), targets: this.#deliveries.targets() };
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }
}
