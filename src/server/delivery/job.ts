import { limits } from '../../shared/api.ts';
import type { DeliveryAttempt } from '../../shared/webhooks.ts';
import type { LogRecord } from '../log/record.ts';
import type { Entry } from './ledger.ts';
import type { Sent } from './link.ts';

/** A fact on its way. */
export class Job {
  readonly record: LogRecord;
  /** When it is given up, milliseconds since 1970. */
  readonly endsAt: number;
  /** When it may be tried again. */
  notBefore = 0;
  #entry: Entry;

  constructor(record: LogRecord, entry: Entry, endsAt: number) {
    this.record = record;
    this.endsAt = endsAt;
    this.#entry = entry;
  }

  /** What is to be remembered of it. */
  get entry(): Entry {
    return this.#entry;
  }

  note(sent: Sent): void {
    const { attempts, attemptCount, tries } = this.#entry;
    this.#entry = {
      ...this.#entry,
      attempts: [...attempts, toAttempt(sent)].slice(-limits.deliveryAttempts),
      attemptCount: attemptCount + 1,
      tries: sent.result.isReached ? tries + 1 : tries,
    };
  }

  /** @param nextAt when the next attempt is due, as far as one can tell */
  putOff(notBefore: number, nextAt: number): void {
    this.notBefore = notBefore;
    this.#entry = { ...this.#entry, nextAt: new Date(nextAt).toISOString() };
  }
}

function toAttempt({ at, result: { status, ms, error, answer } }: Sent): DeliveryAttempt {
  return {
    at: new Date(at).toISOString(),
    status,
    ms,
    ...(error !== undefined && { error }),
    ...(answer !== undefined && { answer }),
  };
}
