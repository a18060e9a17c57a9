import type { Disposable } from '../../shared/lifecycle.ts';
import type { TargetStats } from '../../shared/webhooks.ts';
import type { EventLog } from '../log/eventLog.ts';
import { FactLane, type FactLaneOptions } from './factLane.ts';
import { GaugeLane } from './gaugeLane.ts';
import { Link, type LinkOptions } from './link.ts';
import type { Target } from './target.ts';
import { Turns } from './turns.ts';

export type LaneOptions = LinkOptions &
  Omit<FactLaneOptions, 'link' | 'turns'> & {
    readonly log: EventLog;
    /** A fact is given up when it is so old. */
    readonly maxAgeMs: number;
    /** Position in the log after which facts are wanted. */
    readonly position: string;
  };

/** Facts for a receiver that nobody asked for. */
const DEFAULT_MAX_AGE_MS = 60_000;

/** The way to one target, for facts and beside them for gauges. */
export class Lane implements Disposable {
  readonly target: Target;
  readonly facts: FactLane;
  readonly gauges: GaugeLane;
  readonly turns: Turns;
  readonly #link: Link;

  constructor(options: LaneOptions) {
    const { target, logger } = options;
    const maxAgeMs = target.isDefault ? DEFAULT_MAX_AGE_MS : options.maxAgeMs;
    const onGap = (reason: string) => {
      if (reason !== 'cleared') logger.warn('Events may have left the log before a webhook target got them', { url: target.label, reason });
    };
    this.target = target;
    this.turns = new Turns({ ...options, maxAgeMs, onGap });
    this.#link = new Link(options);
    const parts = { ...options, link: this.#link, turns: this.turns };
    this.facts = new FactLane(parts);
    this.gauges = new GaugeLane(parts);
  }

  /** All but what the ledger knows. */
  get stats(): Omit<TargetStats, 'failed'> {
    return { ...this.#link.stats, queued: this.turns.size };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.facts.dispose(), this.gauges.dispose()]);
  }
}
