import { limits } from '../../shared/api.ts';
import { Refusals } from './refusals.ts';

/** Who wants the microphone without the token: the origin of a page, or null for all programs, which have no name to believe. */
export type Asker = string | null;

/** What is known of an asker: its newest question, and what came of it. Times are Unix milliseconds. */
export type Asking = {
  readonly asker: Asker;
  readonly refusals: Refusals;
  /** Undefined when it was answered, in time or too late. */
  questionId: string | undefined;
  readonly askedAt: number;
  /** How often it was taken back. */
  withdrawals: number;
  /** Whether it is at present. */
  isWithdrawn: boolean;
  /** Good for a minute, until it is used, and until the window that said it closes. By the wall clock: a leap of it ends a yes. */
  yes: { readonly windowId: string; readonly saidAt: number } | undefined;
};

const MINUTE_MS = 60_000;
/** A page in a loop would otherwise have a question open half of the time. */
export const PAUSES_MS: readonly number[] = [limits.microphoneAskAgainMs, 5 * MINUTE_MS, 30 * MINUTE_MS];
/** The oldest is forgotten beyond this. */
const MAX_ASKERS = 1000;

/** All who asked for the microphone. */
export class Askers {
  readonly #byName = new Map<Asker, Asking>();

  get(asker: Asker): Asking | undefined {
    return this.#byName.get(asker);
  }

  /** A new question about the asker, in place of the one before. */
  remember(asker: Asker, question: Pick<Asking, 'questionId' | 'askedAt'>): Asking {
    const { refusals = new Refusals(PAUSES_MS) } = this.#byName.get(asker) ?? {};
    const asking: Asking = { asker, ...question, refusals, withdrawals: 0, isWithdrawn: false, yes: undefined };
    // The newest is the last, so the first is the oldest.
    this.#byName.delete(asker);
    this.#byName.set(asker, asking);
    const [oldest] = this.#byName.keys();
    if (oldest !== undefined && this.#byName.size > MAX_ASKERS) this.#byName.delete(oldest);
    return asking;
  }

  /** Whom a question is about that has no answer yet. */
  askedBy(questionId: string): Asking | undefined {
    return [...this.#byName.values()].find((asking) => asking.questionId === questionId);
  }

  /** What this window allowed ends with it. */
  forgetYesesOf(windowId: string): void {
    for (const asking of this.#byName.values()) if (asking.yes?.windowId === windowId) asking.yes = undefined;
  }
}
