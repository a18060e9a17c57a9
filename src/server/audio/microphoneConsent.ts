import { randomUUID } from 'node:crypto';
import { limits } from '../../shared/api.ts';
import type { ConsentAnswer, ConsentBody } from '../../shared/consent.ts';
import { DevSyncError, toDevSyncError } from '../../shared/errors.ts';
import { type EventDraft, type ListeningStatus, MICROPHONE_SOURCE } from '../../shared/events.ts';
import { type Disposable, Scope } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Windows } from '../stream/windows.ts';
import { type Asker, Askers, type Asking, PAUSES_MS } from './askers.ts';
import type { Listener, ListenWish } from './listener.ts';
import type { ListenSession } from './listenSession.ts';
import { Refusals } from './refusals.ts';
import { createSteadyClock } from './steadyClock.ts';

export type MicrophoneConsentOptions = {
  readonly windows: Pick<Windows, 'ask' | 'isHeadless' | 'onDidDetach' | 'onDidReturn' | 'permissions' | 'show'>;
  readonly listener: Pick<Listener, 'join' | 'start' | 'state'>;
  readonly publish: (draft: EventDraft) => Promise<unknown>;
  readonly logger: Logger;
  readonly now: () => Date;
};

type Session = ListenSession['state'];

type OpenQuestion = {
  readonly id: string;
  readonly asking: Asking;
  wish: ListenWish;
  readonly windowId: string;
  readonly timer: NodeJS.Timeout;
};

/** One server on the loopback interface has as many origins as it likes (`*.localhost`): five refusals in a row, and nobody is asked. */
const PAUSES_FOR_ALL_MS = [0, 0, 0, 0, ...PAUSES_MS];

/** Whether the microphone may be switched on without the token: a person decides, in an editor window, one question at a time. */
export class MicrophoneConsent implements Disposable {
  readonly #options: MicrophoneConsentOptions;
  /** For pauses. What was allowed runs out by the wall clock. */
  readonly #now: () => number;
  readonly #askers = new Askers();
  readonly #allRefusals = new Refusals(PAUSES_FOR_ALL_MS);
  readonly #scope = new Scope();
  /** It keeps its place while it is taken back, since it is still on the screen. */
  #open: OpenQuestion | undefined;
  #isDisposed = false;

  constructor(options: MicrophoneConsentOptions) {
    this.#options = options;
    this.#now = createSteadyClock(options.now);
    const { windows } = options;
    this.#scope.own(windows.onDidReturn((windowId) => this.#showAgain(windowId)));
    this.#scope.own(windows.onDidDetach((windowId) => this.#forget(windowId)));
  }

  /**
   * Resolves with the session that runs then, or with undefined when a person is asked: the decision comes as `listening_status`, and
   * as the answer to the next start.
   *
   * @throws DevSyncError `mic-denied`, `mic-asked-before`, `mic-question-open`, or why nothing can be heard
   */
  async start(asker: Asker, wish: ListenWish): Promise<Session | undefined> {
    const { listener, windows } = this.#options;
    // A "no" also holds while the window of that person is away, as when it reloads.
    if (asker === null && windows.isHeadless && this.#refusedMs(asker) <= 0) return listener.start(wish);
    // What runs is shared with whoever asks, and moved for none of them.
    const running = await listener.join();
    if (running) return running;
    if (this.#isDisposed) throw new DevSyncError('shutting-down');
    const windowId = this.#allowedBy(asker);
    if (windowId !== undefined) return this.#listen(asker, { ...wish, windowId });
    if (!this.#isAskedAbout(asker, wish)) this.#ask(asker, wish);
    return undefined;
  }

  /**
   * What a person answered. A yes opens the microphone, and resolves when sound arrives; listening ends with the window that said it.
   *
   * @throws DevSyncError `unknown-question`, or why nothing can be heard
   */
  async answer(answer: ConsentBody): Promise<ConsentAnswer['outcome']> {
    const open = this.#open;
    if (open?.id !== answer.question) return this.#answerLate(answer);
    const { asking } = open;
    asking.questionId = undefined;
    if (answer.verdict === 'deny') {
      await this.#refuse(open, 'a person said no');
      return 'denied';
    }
    this.#close();
    if (asking.isWithdrawn) return 'withdrawn';
    this.#allow(asking, answer);
    await this.#listenAfter(open, answer.window);
    return 'started';
  }

  /** Takes the open question back, since somebody wants silence: a yes to it lets nobody in, unless the asker starts again before. */
  async withdraw(): Promise<void> {
    const { asking } = this.#open ?? {};
    if (!asking || asking.isWithdrawn) return;
    asking.isWithdrawn = true;
    asking.withdrawals++;
    this.#options.logger.info('A question about the microphone was taken back', { origin: asking.asker });
    await this.#tell('stopped');
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#close();
    void this.#scope.dispose();
  }

  /** The window in which a person has allowed it already. */
  #allowedBy(asker: Asker): string | undefined {
    const { windows, now } = this.#options;
    const wall = now().getTime();
    const { yes } = this.#askers.get(asker) ?? {};
    if (yes && yes.saidAt <= wall && wall < yes.saidAt + limits.microphoneAskAgainMs) return yes.windowId;
    return windows.permissions.find(({ origin, until }) => origin === asker && Date.parse(until) > wall)?.windowId;
  }

  /** Asking again is the same question. So it is, once, after a stop: pages that mount twice start, stop and start. */
  #isAskedAbout(asker: Asker, wish: ListenWish): boolean {
    const open = this.#open;
    if (open?.asking.asker !== asker) return false;
    if (!open.asking.isWithdrawn) return true;
    if (open.asking.withdrawals > 1) return false;
    open.asking.isWithdrawn = false;
    open.wish = wish;
    return true;
  }

  /** @throws DevSyncError why nobody is asked now */
  #ask(asker: Asker, wish: ListenWish): void {
    const askedAt = this.#now();
    this.#requireNoPause(asker, askedAt);
    if (this.#open) {
      const leftMs = this.#open.asking.askedAt + limits.microphoneQuestionMs - askedAt;
      throw new DevSyncError('mic-question-open', { retryAfterS: inSeconds(leftMs) });
    }
    const id = randomUUID();
    const windowId = this.#options.windows.ask({ id, origin: asker });
    if (windowId === undefined) throw this.#nobodyToAsk();
    const asking = this.#askers.remember(asker, { questionId: id, askedAt });
    const expire = () => this.#giveUp(open, 'nobody answered');
    const timer = setTimeout(expire, limits.microphoneQuestionMs).unref();
    const open: OpenQuestion = { id, asking, wish, windowId, timer };
    this.#open = open;
    this.#options.logger.info('A person is asked whether the microphone may be used', { origin: asker, windowId });
  }

  #requireNoPause(asker: Asker, now: number): void {
    const asking = this.#askers.get(asker);
    const refusedMs = this.#refusedMs(asker);
    if (refusedMs > 0) throw new DevSyncError('mic-denied', { retryAfterS: inSeconds(refusedMs) });
    const askedMs = asking ? asking.askedAt + limits.microphoneAskAgainMs - now : 0;
    if (askedMs > 0) throw new DevSyncError('mic-asked-before', { retryAfterS: inSeconds(askedMs) });
    const stormMs = this.#allRefusals.leftMs(now);
    if (stormMs <= 0) return;
    const message = 'Several pages or programs were refused one after the other, so nobody is asked for a while.';
    throw new DevSyncError('mic-asked-before', { message, retryAfterS: inSeconds(stormMs) });
  }

  /** How long the asker is refused for yet; 0 or less when it is not. */
  #refusedMs(asker: Asker): number {
    return this.#askers.get(asker)?.refusals.leftMs(this.#now()) ?? 0;
  }

  #nobodyToAsk(): DevSyncError {
    if (!this.#options.windows.isHeadless) {
      const message = 'The microphone was not allowed: VS Code is not connected at this moment, so nobody can be asked.';
      return new DevSyncError('mic-denied', { message, next: 'Try again when its window is back.' });
    }
    const message = 'The microphone was not allowed: no VS Code window is attached to this hub, so nobody can be asked.';
    return new DevSyncError('mic-denied', { message, next: 'Open VS Code there, start it from a program, or send the token of the hub.' });
  }

  /** The stream on which it was shown may have broken. */
  #showAgain(windowId: string): void {
    const open = this.#open;
    if (open?.windowId === windowId) this.#options.windows.show(windowId, { id: open.id, origin: open.asking.asker });
  }

  /** A window closed. */
  #forget(windowId: string): void {
    this.#askers.forgetYesesOf(windowId);
    if (this.#open?.windowId === windowId) this.#giveUp(this.#open, 'its window closed');
  }

  /** The asker was told no already. A yes lets it in when it comes back. */
  #answerLate(answer: ConsentBody): 'expired' | 'withdrawn' {
    const asking = this.#askers.askedBy(answer.question);
    if (!asking) throw new DevSyncError('unknown-question');
    asking.questionId = undefined;
    if (asking.isWithdrawn) return 'withdrawn';
    if (answer.verdict !== 'deny') this.#allow(asking, answer);
    return 'expired';
  }

  #allow(asking: Asking, { window: windowId, verdict }: ConsentBody): void {
    asking.yes = { windowId, saidAt: this.#options.now().getTime() };
    asking.refusals.clear();
    this.#allRefusals.clear();
    this.#options.logger.info('A person allowed the microphone', { origin: asking.asker, windowId, verdict });
  }

  /** No answer is a no, if somebody still wants one. */
  #giveUp(open: OpenQuestion, why: string): void {
    if (open.asking.isWithdrawn) this.#close();
    else void this.#refuse(open, why);
  }

  async #refuse({ asking }: OpenQuestion, why: string): Promise<void> {
    this.#close();
    asking.refusals.add(asking.askedAt);
    this.#allRefusals.add(asking.askedAt);
    this.#options.logger.info('The microphone was not allowed', { origin: asking.asker, why });
    await this.#tell('denied');
  }

  #close(): void {
    clearTimeout(this.#open?.timer);
    this.#open = undefined;
  }

  /** The asker has its answer already: what becomes of the yes, it can only hear from the stream. */
  async #listenAfter({ asking, wish }: OpenQuestion, windowId: string): Promise<void> {
    try {
      await this.#listen(asking.asker, { ...wish, windowId });
    } catch (error) {
      await this.#tell(isStop(error) ? 'stopped' : 'error');
      throw error;
    }
  }

  /** A yes is used up by the session that it opened, also when somebody stopped that at once; not by a microphone that failed. */
  async #listen(asker: Asker, wish: ListenWish): Promise<Session> {
    const { listener } = this.#options;
    try {
      const session = (await listener.join()) ?? (await listener.start(wish));
      this.#spend(asker);
      return session;
    } catch (error) {
      if (isStop(error)) this.#spend(asker);
      throw error;
    }
  }

  #spend(asker: Asker): void {
    const asking = this.#askers.get(asker);
    if (asking) asking.yes = undefined;
  }

  async #tell(status: NonNullable<ListeningStatus['status']>): Promise<void> {
    const { listener, publish, logger } = this.#options;
    // While somebody else listens, that is what the events say.
    if (this.#isDisposed || listener.state.sessionId !== null) return;
    const data = { isListening: false, sessionId: null, status };
    await publish({ type: 'listening_status', data, source: MICROPHONE_SOURCE }).catch((cause) =>
      logger.error('The answer about the microphone is lost to those who wait for it', { status, cause }),
    );
  }
}

function isStop(error: unknown): boolean {
  return toDevSyncError(error).code === 'listening-stopped';
}

/** For `Retry-After`, which may not be too early. */
function inSeconds(milliseconds: number): number {
  // A timer may be late, and 0 would be an invitation to a loop.
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
