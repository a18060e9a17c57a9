import type { Delivery, DeliveryAttempt, DeliveryState } from '../../src/shared/webhooks.ts';
import { formatMs, lineText, plural } from '../text.ts';
import { momentText } from '../time.ts';

export type Look = { readonly icon: string; readonly tone: '' | 'is-good' | 'is-odd' | 'is-bad'; readonly word: string };

export const deliveryLooks: Readonly<Record<DeliveryState, Look>> = {
  pending: { icon: 'clockface', tone: '', word: 'Waiting' },
  delivered: { icon: 'pass', tone: 'is-good', word: 'Delivered' },
  failed: { icon: 'error', tone: 'is-bad', word: 'Failed' },
  expired: { icon: 'circle-slash', tone: '', word: 'Expired' },
  discarded: { icon: 'trash', tone: '', word: 'Discarded' },
};

export function canRetry({ state }: Delivery): boolean {
  return state !== 'delivered';
}

export function canDiscard({ state }: Delivery): boolean {
  return state === 'failed' || state === 'pending';
}

/** How the last attempt went: `500 · 12 ms`. */
export function lastOutcomeText({ state, attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (last) return outcomeText(last);
  return state === 'pending' ? 'not tried yet' : '';
}

/** `200 · 12 ms` */
export function outcomeText({ status, ms }: DeliveryAttempt): string {
  return `${status ?? 'no answer'} · ${formatMs(ms)}`;
}

/** How often it was tried, what is still to come, and what went wrong last. */
export function reasonText({ state, attempts, attemptCount, nextAt }: Delivery, now: Date): string {
  const next = state === 'pending' && nextAt !== undefined && nextText(nextAt, now);
  const expired = state === 'expired' && 'no receiver came in time';
  return joined([attemptCount > 1 && plural(attemptCount, 'attempt'), next, expired, attempts.at(-1)?.error]);
}

function nextText(nextAt: string, now: Date): string {
  return Date.parse(nextAt) > now.getTime() ? `next try ${momentText(nextAt, now)}` : 'about to be tried';
}

/** Why it was given up, on one line: `It answered 404. · Not Found`. */
export function whyText({ attempts, attemptCount }: Delivery): string {
  const last = attempts.at(-1);
  const status = last && last.error === undefined && last.status !== null && String(last.status);
  return joined([status, last?.error, last?.answer?.trim(), attemptCount > 1 && plural(attemptCount, 'attempt')]);
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts
    .filter((part) => typeof part === 'string' && part !== '')
    .map((part) => lineText(String(part)))
    .join(' · ');
}
