import type { Delivery, DeliveryAttempt, DeliveryState } from '../../src/shared/webhooks.ts';
import { t } from '../l10n.ts';
import { counted, formatMs, lineText } from '../text.ts';
import { momentText } from '../time.ts';

export type Look = { readonly icon: string; readonly tone: '' | 'is-good' | 'is-odd' | 'is-bad'; readonly word: string };

export const deliveryLooks: Readonly<Record<DeliveryState, Look>> = {
  pending: { icon: 'clockface', tone: '', word: t('Waiting') },
  delivered: { icon: 'pass', tone: 'is-good', word: t('Delivered') },
  failed: { icon: 'error', tone: 'is-bad', word: t('Failed') },
  expired: { icon: 'circle-slash', tone: '', word: t('Expired') },
  discarded: { icon: 'trash', tone: '', word: t('Discarded') },
};

export function canRetry({ state }: Delivery): boolean {
  return state !== 'delivered';
}

export function canDiscard({ state }: Delivery): boolean {
  return state === 'failed' || state === 'pending';
}

/** `1 attempt`, `3 attempts` */
export function attemptsText(count: number): string {
  return counted(count, t('{0} attempt'), t('{0} attempts'));
}

/** How the last attempt went: `500 · 12 ms`. */
export function lastOutcomeText({ state, attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (last) return outcomeText(last);
  return state === 'pending' ? t('not tried yet') : '';
}

/** `200 · 12 ms` */
export function outcomeText({ status, ms }: DeliveryAttempt): string {
  return `${status ?? t('no answer')} · ${formatMs(ms)}`;
}

/** How often it was tried, what is still to come, and what went wrong last. */
export function reasonText({ state, attempts, attemptCount, nextAt }: Delivery, now: Date): string {
  const next = state === 'pending' && nextAt !== undefined && nextText(nextAt, now);
  const expired = state === 'expired' && t('no receiver came in time');
  return joined([attemptCount > 1 && attemptsText(attemptCount), next, expired, attempts.at(-1)?.error]);
}

function nextText(nextAt: string, now: Date): string {
  return Date.parse(nextAt) > now.getTime() ? t('next try {0}', momentText(nextAt, now)) : t('about to be tried');
}

/** Why it was given up, on one line: `It answered 404. · Not Found`. */
export function whyText({ attempts, attemptCount }: Delivery): string {
  const last = attempts.at(-1);
  const status = last && last.error === undefined && last.status !== null && String(last.status);
  return joined([status, last?.error, last?.answer?.trim(), attemptCount > 1 && attemptsText(attemptCount)]);
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts
    .filter((part) => typeof part === 'string' && part !== '')
    .map((part) => lineText(String(part)))
    .join(' · ');
}
