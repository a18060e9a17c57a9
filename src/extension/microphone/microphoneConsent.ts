import { limits } from '../../shared/api.ts';
import type { ConsentAnswer, MicrophoneQuestion, MicrophoneVerdict } from '../../shared/consent.ts';
import { toDevSyncError } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { isWebOrigin } from '../../shared/webOrigin.ts';
import { keepShowing } from '../dialogs/standingMessage.ts';
import { l10n } from '../l10n.ts';
import type { Notifier } from '../messages/notify.ts';
import { explainRemote } from './microphoneChoice.ts';
import type { MicrophonePermissions } from './microphonePermissions.ts';

export type MicrophoneConsentOptions = {
  /** Brings an answer to the hub. @throws DevSyncError, also when the microphone does not open after a yes */
  readonly answer: (id: string, verdict: MicrophoneVerdict) => Promise<ConsentAnswer['outcome']>;
  readonly permissions: Pick<MicrophonePermissions, 'allow'>;
  readonly notify: Pick<Notifier, 'ask' | 'mayListenHere' | 'onceTooLate' | 'failed'>;
  /** Name of the machine with the microphone when the window is on another one. */
  readonly remoteHost: string | undefined;
  readonly logger: Logger;
};

type Choice = { readonly title: string; readonly verdict: MicrophoneVerdict };

/** Asks the person whether a page or a program may listen, and tells the hub. A question that is closed is a "no". */
export class MicrophoneConsent implements Disposable {
  readonly #options: MicrophoneConsentOptions;
  /** Aborted when the newest question is over. */
  #over = new AbortController();

  constructor(options: MicrophoneConsentOptions) {
    this.#options = options;
  }

  /** Nobody waits for the answer, which may never come. */
  consider(question: MicrophoneQuestion): void {
    // The hub asks one thing at a time.
    this.#over.abort();
    this.#over = new AbortController();
    void this.#ask(question, this.#over);
  }

  dispose(): void {
    this.#over.abort();
  }

  /** Never rejects. */
  async #ask(question: MicrophoneQuestion, over: AbortController): Promise<void> {
    const { notify, logger } = this.#options;
    const choices = choicesFor(question.origin);
    const words = this.#wordsFor(question.origin);
    const titles = choices.map(({ title }) => title);
    setTimeout(() => over.abort(), limits.microphoneQuestionMs).unref();
    try {
      const chosen = await keepShowing(() => notify.ask(words, titles), over.signal);
      const verdict = choices.find(({ title }) => title === chosen)?.verdict;
      // To the hub nobody has answered; whoever closes the message then, or the editor for the next one, says nothing new.
      if (verdict || !over.signal.aborted) await this.#settle(question, verdict ?? 'deny');
    } catch (cause) {
      logger.error('A question about the microphone came to nothing', { cause });
    }
  }

  #wordsFor(origin: string | null): string {
    return l10n.t(
      '{0} It hears levels, not sound. Without an answer in {1} seconds it is told no.',
      wishOf(origin, this.#options.remoteHost),
      limits.microphoneQuestionMs / 1000,
    );
  }

  async #settle({ id, origin }: MicrophoneQuestion, verdict: MicrophoneVerdict): Promise<void> {
    const { answer, permissions, notify } = this.#options;
    try {
      // The hub has to know before the page is let in, and asks again.
      const until = verdict === 'always' && origin !== null ? await permissions.allow(origin) : undefined;
      const outcome = await answer(id, verdict).catch(unlessForgotten);
      const isLate = outcome !== 'started';
      if (origin !== null && until !== undefined) notify.mayListenHere(origin, { until, isLate });
      else if (verdict === 'once' && isLate) notify.onceTooLate(origin, outcome === 'expired');
    } catch (error) {
      this.#fail(error, verdict);
    }
  }

  #fail(error: unknown, verdict: MicrophoneVerdict): void {
    const { notify, remoteHost, logger } = this.#options;
    const failure = explainRemote(error, remoteHost);
    // Nobody is let in by a "no" that does not arrive; and who stopped the microphone while it was being opened got what they wanted.
    const isHarmless = verdict === 'deny' || failure.code === 'listening-stopped';
    if (isHarmless) logger.info('An answer about the microphone changed nothing', { verdict, code: failure.code });
    else notify.failed(failure, 'startListening');
  }
}

/** A hub that was restarted, or that was asked long ago, knows nothing of the question. */
function unlessForgotten(error: unknown): 'forgotten' {
  if (toDevSyncError(error).code === 'unknown-question') return 'forgotten';
  throw error;
}

function choicesFor(origin: string | null): readonly Choice[] {
  const once: Choice = { title: l10n.t('Allow Once'), verdict: 'once' };
  const deny: Choice = { title: l10n.t('Deny'), verdict: 'deny' };
  // A program has no name that could be believed the next time; what is no page of the web the hub would not remember either.
  return origin !== null && isWebOrigin(origin) ? [once, { title: l10n.t('Always Allow Here'), verdict: 'always' }, deny] : [once, deny];
}

/** @param machine whose microphone it is, when it is not that of this machine */
function wishOf(origin: string | null, machine: string | undefined): string {
  if (origin === null)
    return machine === undefined
      ? l10n.t('A program without the token of the hub wants to switch on the microphone of this machine.')
      : l10n.t('A program without the token of the hub wants to switch on the microphone of {0}.', machine);
  return machine === undefined
    ? l10n.t('{0} wants to switch on the microphone of this machine.', origin)
    : l10n.t('{0} wants to switch on the microphone of {1}.', origin, machine);
}
