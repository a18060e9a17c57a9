import type { DevSyncGap } from './api.ts';
import type { Message } from './connection.ts';

/** Ids that are remembered, and messages that wait: what a busy hub sends in some seconds. */
const REMEMBERED = 10_000;

/** A message of the stream that is shared, between the position before it and the one behind it. Gauges do not move it. */
export type Step = { readonly message: Message; readonly from: string; readonly to: string };

export type FlowOptions = {
  /** Starts behind this event; empty for now. */
  readonly position: string;
  readonly deliver: (message: Message, position: string) => void;
  /** Follows a stream of its own behind a position, until the signal fires or the hub refuses. */
  readonly follow: (position: string, onMessage: (message: Message, position: string) => void, signal: AbortSignal) => Promise<void>;
};

/**
 * What one tab hears, whoever leads: every message once, in order. Each step names the position before it, so a tab that was frozen, or
 * that starts behind the others, knows what it lacks; it gets that by a short stream of its own.
 */
export class SharedFlow {
  readonly #options: FlowOptions;
  readonly #seen = new Set<string>();
  #position = '';
  /** What came meanwhile, by the position behind it, while the tab catches up. */
  #waiting: Map<string, Step | undefined> | undefined;
  #own = new AbortController();

  constructor(options: FlowOptions) {
    this.#options = options;
    this.moveTo(options.position);
  }

  get position(): string {
    return this.#position;
  }

  take(step: Step): void {
    const { message, from, to } = step;
    if (from === to) this.#options.deliver(message, this.#position);
    else if (this.#seen.has(to)) return;
    else if (this.#waiting) this.#wait(to, step);
    else if (this.#position === '' || this.#position === from) this.#accept(message, to);
    else this.#catchUp(from, step);
  }

  /** Hears where the leader is. */
  compare(position: string): void {
    if (this.#position === '') this.moveTo(position);
    else if (position !== '' && position !== this.#position && !this.#seen.has(position) && !this.#waiting) this.#catchUp(position);
  }

  /** Takes what this tab has from the hub itself, which gives it all that there is. */
  lead(step: Step): void {
    if (!this.#seen.has(step.to)) this.#position = step.from;
    this.take(step);
  }

  /** What comes next comes behind this position. */
  moveTo(position: string): void {
    this.#position = position;
    // A leader that is behind the others may still name it.
    this.#seen.add(position);
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
  }

  /** This tab follows the hub itself from now on, behind its position. */
  stopCatchingUp(): void {
    this.#own.abort();
    this.#waiting = undefined;
  }

  #accept(message: Message, position: string): void {
    if (this.#seen.has(position)) return;
    this.moveTo(position);
    this.#options.deliver(message, position);
  }

  #wait(to: string, step: Step | undefined): void {
    const waiting = this.#waiting ?? new Map();
    this.#waiting = waiting.set(to, step);
    // The stream of our own brings them too.
    for (const oldest of waiting.keys()) {
      if (waiting.size <= REMEMBERED) break;
      waiting.delete(oldest);
    }
  }

  /** Follows the hub itself until it is where the others are, or were. */
  #catchUp(target: string, step?: Step): void {
    this.#own = new AbortController();
    const { signal } = this.#own;
    this.#wait(target, undefined);
    if (step) this.#wait(step.to, step);
    const onMessage = (message: Message, position: string) => {
      if (!signal.aborted) this.#hearOwn(message, position);
    };
    void this.#options.follow(this.#position, onMessage, signal).then(() => signal.aborted || this.#skip());
  }

  #hearOwn(message: Message, position: string): void {
    const isGap = message.type === 'stream.gap';
    if (message.type === 'connected') {
      // A gap may follow, but not behind the place where the oldest event is to come, where the others may be too.
      if (this.#position !== 'earliest') return;
      this.moveTo(position);
    }
    // A gauge comes to all tabs anyway.
    if (message.id !== undefined || isGap) this.#accept(message, position);
    if (this.#waiting?.has(position)) this.#goOn(position);
    else if (isGap && 'to' in message.data && message.data.to === null) this.#goOn();
  }

  /** The hub refuses to give what this tab lacks. */
  #skip(): void {
    const gap: DevSyncGap = { from: this.#position === 'earliest' ? null : this.#position, to: null, reason: 'unknown_id' };
    this.#options.deliver({ type: 'stream.gap', data: gap, timestamp: new Date().toISOString(), source: null }, this.#position);
    this.#goOn();
  }

  /** Goes on with what waits behind a position; with all of it when the hub has nothing between. */
  #goOn(position?: string): void {
    const waiting = [...(this.#waiting ?? [])];
    const start = waiting.findIndex(([to]) => to === position) + 1;
    if (position === undefined) this.#position = '';
    this.stopCatchingUp();
    for (const [, step] of waiting.slice(start)) if (step) this.take(step);
  }
}
