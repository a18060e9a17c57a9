import { Emitter } from '../../shared/emitter.ts';
import type { Logger } from '../../shared/logger.ts';
import type { TargetState, TargetStats } from '../../shared/webhooks.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import type { Message } from './message.ts';
import { Pace } from './pace.ts';
import type { Sender } from './sender.ts';
import { judge, type SendResult, type Verdict } from './sendResult.ts';
import type { Slots } from './slots.ts';
import type { Target } from './target.ts';
import { TargetFigures } from './targetFigures.ts';

export type LinkOptions = {
  readonly target: Target;
  readonly sender: Pick<Sender, 'send'>;
  /** Shared by all targets. */
  readonly slots: Slots;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Logger;
};

/** A request and what came of it. */
export type Sent = { readonly at: number; readonly result: SendResult; readonly verdict: Verdict };

/** Failures in a row after which a target is left alone for a while; at the default target each one is expected. */
const FAILURES_TO_REST = 5;

/** What all requests to one target have in common: whether and when the next one may go out, and what the target has shown so far. */
export class Link {
  readonly target: Target;
  readonly #options: LinkOptions;
  readonly #breaker: CircuitBreaker;
  readonly #pace: Pace;
  readonly #figures: TargetFigures;
  readonly #tried = new Emitter<void>();
  #hasAnswered = false;
  #isRefusing = false;
  #since: number;

  constructor(options: LinkOptions) {
    const { target, now, random } = options;
    this.target = target;
    this.#options = options;
    this.#breaker = new CircuitBreaker({ threshold: target.isDefault ? 1 : FAILURES_TO_REST, now, random });
    this.#pace = new Pace(target.maxPerSecond, now);
    this.#figures = new TargetFigures(now);
    this.#since = now();
  }

  /** Somebody has found out how the target is. */
  readonly onDidTry = this.#tried.event;

  /** Milliseconds that the target is left alone; for ever while one request tries it. */
  get restMs(): number {
    return this.#breaker.restMs;
  }

  /** Milliseconds until a request may go out, so that there are not too many of them. */
  get paceMs(): number {
    return this.#pace.waitMs;
  }

  get isResting(): boolean {
    return this.#breaker.state !== 'closed';
  }

  get stats(): Omit<TargetStats, 'failed' | 'queued'> {
    const { key, label: url } = this.target;
    return { key, url, state: this.#state, since: new Date(this.#since).toISOString(), ...this.#figures.read() };
  }

  endRest(): void {
    this.#breaker.endRest();
  }

  /**
   * Sends a message as soon as there is a place for it. Undefined when nothing was sent, or the hub ended before it was answered.
   *
   * @param compose makes the message at the last moment; undefined when there is none any more
   */
  async send(compose: () => Message | undefined): Promise<Sent | undefined> {
    const { slots } = this.#options;
    await slots.enter();
    try {
      const message = compose();
      return message && this.#breaker.tryEnter() ? await this.#try(message) : undefined;
    } finally {
      slots.leave();
    }
  }

  async #try(message: Message): Promise<Sent | undefined> {
    const { sender, now } = this.#options;
    this.#pace.take();
    const at = now();
    const result = await sender.send(this.target, message);
    if (!result) this.#breaker.giveWay();
    const sent = result && { at, result, verdict: this.#observe(result) };
    this.#tried.fire();
    return sent;
  }

  #observe(result: SendResult): Verdict {
    const verdict = judge(result, this.target.isDefault);
    const wasUp = this.#isUp;
    if (verdict === 'unavailable') this.#breaker.fail(result.retryAfterMs);
    else this.#breaker.succeed();
    this.#hasAnswered ||= verdict !== 'unavailable';
    this.#figures.count(verdict, result);
    if (this.#isUp !== wasUp) this.#tellChange(result.error);
    if (verdict !== 'unavailable') this.#noteRefusal(verdict === 'refused', result.error);
    return verdict;
  }

  /** A receiver that refuses everything is up: nothing else would say that its events do not arrive. */
  #noteRefusal(isRefusing: boolean, error: string | undefined): void {
    const { logger } = this.#options;
    const { label: url } = this.target;
    if (isRefusing && !this.#isRefusing)
      logger.warn('A webhook target refuses webhooks; they can be retried (/dev/deliveries)', { url, error });
    if (!isRefusing && this.#isRefusing) logger.info('A webhook target takes webhooks again', { url });
    this.#isRefusing = isRefusing;
  }

  get #isUp(): boolean {
    return !this.isResting && (this.#hasAnswered || !this.target.isDefault);
  }

  get #state(): TargetState {
    return this.target.isDefault && !this.#isUp ? 'no-receiver' : this.#breaker.state;
  }

  #tellChange(error: string | undefined): void {
    const { logger, now } = this.#options;
    const { label: url, isDefault } = this.target;
    this.#since = now();
    if (isDefault)
      logger.debug(this.#isUp ? 'A receiver is at the default webhook target' : 'The default webhook target has no receiver', { url });
    else if (this.#isUp) logger.info('A webhook target answers again', { url });
    else logger.warn('A webhook target does not take webhooks; they wait', { url, error });
  }
}
