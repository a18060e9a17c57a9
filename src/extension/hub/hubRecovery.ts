import type { HubState } from '../../shared/api.ts';
import { DevSyncError, toDevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HubSession, SessionEnd } from './hubSession.ts';
import type { HubSupply } from './hubSupply.ts';
import { RestartBudget } from './restartBudget.ts';

export type HubRecoveryOptions = {
  readonly find: HubSupply['find'];
  /** Attaches to that hub, or to whichever can be had, unless the signal says that it is too late. Answers where. @throws DevSyncError */
  readonly open: (signal: AbortSignal, found?: HubState) => Promise<HubState | undefined>;
  readonly logger: Logger;
  readonly wait: (ms: number) => Promise<void>;
};

/** A hub that ends takes up to 3 s, and the next one about a second. */
const SUCCESSOR_TIMEOUT_MS = 6000;
const FIND_POLL_MS = 100;

/** Brings a window back to a hub when nobody here wanted it to be gone. */
export class HubRecovery {
  readonly #options: HubRecoveryOptions;
  readonly #budget = new RestartBudget();
  #underWay = new AbortController();
  /** The last try found the same hub, so it was no restart. */
  #hasFoundSame = false;

  constructor(options: HubRecoveryOptions) {
    this.#options = options;
  }

  /**
   * A person wants something: what is under way here is out of date, and what went wrong before does not count any more. Answers the
   * signal for what this window does by itself from now on.
   */
  giveWay(): AbortSignal {
    this.#budget.refill();
    this.#underWay.abort();
    this.#underWay = new AbortController();
    return this.#underWay.signal;
  }

  /** Answers why the hub stays away; undefined when the window is back, or when a person wanted something else. */
  async run(lost: HubSession, end: Exclude<SessionEnd, 'stopped'>): Promise<DevSyncError | undefined> {
    const { signal } = this.#underWay;
    // A stream that breaks while its hub is well is no crash, but one that never brings anything must not go on like that for ever.
    if (this.#hasFoundSame && lost.hasReceived) this.#budget.refund();
    this.#hasFoundSame = false;
    // Whoever restarts the hub wants it with new settings; one that we started meanwhile would have the old ones.
    const successor = end === 'restarting' ? await this.successor(signal, lost.hub) : undefined;
    if (successor && !(await this.#open(lost.hub, signal, successor))) return undefined;
    let failure: DevSyncError | undefined;
    do {
      if (signal.aborted) return undefined;
      const pause = this.#budget.spend();
      if (pause === undefined) return failure ?? new DevSyncError('hub-crashing');
      await this.#options.wait(pause);
      failure = await this.#open(lost.hub, signal);
    } while (failure);
    return undefined;
  }

  /** Waits for the hub that somebody else is about to start. @param ended one that is not meant */
  async successor(signal: AbortSignal, ended?: HubState): Promise<HubState | undefined> {
    for (let waited = 0; !signal.aborted && waited < SUCCESSOR_TIMEOUT_MS; waited += FIND_POLL_MS) {
      const hub = await this.#options.find(ended);
      if (hub && !(ended && isSame(hub, ended))) return hub;
      await this.#options.wait(FIND_POLL_MS);
    }
    return undefined;
  }

  /** Answers why it did not work, if another try is worth it. */
  async #open(lost: HubState, signal: AbortSignal, found?: HubState): Promise<DevSyncError | undefined> {
    try {
      const hub = await this.#options.open(signal, found);
      this.#hasFoundSame = hub !== undefined && isSame(hub, lost);
      return undefined;
    } catch (cause) {
      this.#options.logger.warn('The hub could not be started again', { cause });
      return signal.aborted ? undefined : toDevSyncError(cause);
    }
  }
}

function isSame(a: HubState, b: HubState): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}
