import { DEFAULT_TARGET_URL, type Stats, type TargetState, type TargetStats, type Traffic } from '../../src/shared/webhooks.ts';
import type { Look } from '../deliveries/words.ts';
import { t } from '../l10n.ts';
import { formatCount, formatMs, type SplitText, splitAt } from '../text.ts';
import { momentText } from '../time.ts';

/** A few that wait for a target that answers are gone before they are read. */
const BACKLOG = 10;

const targetLooks: Readonly<Record<TargetState, Look>> = {
  closed: { icon: 'pass', tone: 'is-good', word: t('Answers') },
  open: { icon: 'debug-disconnect', tone: 'is-odd', word: t('Down') },
  'half-open': { icon: 'debug-disconnect', tone: 'is-odd', word: t('Down') },
  'no-receiver': { icon: 'circle-slash', tone: '', word: t('No receiver') },
};
/** It answers, but not as it should. */
const failingLook: Look = { icon: 'warning', tone: 'is-odd', word: t('Fails') };
const unusedLook: Look = { icon: 'circle-large-outline', tone: '', word: t('Nothing sent yet') };

export function targetLook(target: TargetStats): Look {
  if (isFailing(target)) return failingLook;
  return target.state === 'closed' && target.delivered === 0 ? unusedLook : targetLooks[target.state];
}

/** What a person should know of a target at a glance, besides its address. */
export function targetNotes(target: TargetStats, now: Date): readonly SplitText[] {
  const { state, queued } = target;
  const notes: SplitText[] = [];
  if (state === 'no-receiver') notes.push({ main: t('no receiver'), rest: '' });
  if (isDown(target)) notes.push(splitAt(downText(target, now), t('down')));
  if (isFailing(target)) notes.push({ main: t('fails'), rest: '' });
  if (queued >= (isDown(target) ? 1 : BACKLOG) && state !== 'no-receiver')
    notes.push({ main: t('{0} queued', formatCount(queued)), rest: '' });
  return notes;
}

function isDown({ state }: TargetStats): boolean {
  return state === 'open' || state === 'half-open';
}

/** Somebody is there, and the newest attempt went wrong all the same. */
function isFailing({ state, error }: TargetStats): boolean {
  return state === 'closed' && error !== undefined;
}

function downText({ state, since }: TargetStats, now: Date): string {
  return state === 'open' ? t('down since {0}', momentText(since, now)) : t('down, trying again');
}

/** How it fares, and since when or what is done about it. */
export function stateText(target: TargetStats, now: Date): string {
  if (target.state === 'open') return t('Down since {0}', momentText(target.since, now));
  return target.state === 'half-open' ? t('Down, trying again') : targetLook(target).word;
}

/** How fast a target answers, at a glance and in full; null while nobody knows. */
export function latencyWords({ p50Ms, p95Ms }: TargetStats): { readonly short: string; readonly full: string } | null {
  if (p50Ms === null || p95Ms === null) return null;
  const half = formatMs(p50Ms);
  return { short: t('p50 {0}', half), full: t('Half of the answers came within {0}, 95 % within {1}', half, formatMs(p95Ms)) };
}

/** Those with trouble first: what does not fit is well. */
export function byTrouble(targets: readonly TargetStats[]): readonly TargetStats[] {
  return targets.toSorted((a, b) => troubleOf(a) - troubleOf(b));
}

/** Events of all types together. */
export function totalTraffic({ types }: Stats): Pick<Traffic, 'perSecond' | 'perMinute'> {
  return types.reduce((sum, { perSecond, perMinute }) => ({ perSecond: sum.perSecond + perSecond, perMinute: sum.perMinute + perMinute }), {
    perSecond: 0,
    perMinute: 0,
  });
}

export function countFailed(stats: Stats | null): number {
  return (stats?.targets ?? []).reduce((sum, { failed }) => sum + failed, 0);
}

/** Whether there is anything to say: not while nothing has come and nobody has set up a target. */
export function isWorthShowing({ types, targets }: Stats): boolean {
  return types.some(({ count }) => count > 0) || !targets.every(isSilentDefault);
}

function isSilentDefault(target: TargetStats): boolean {
  return target.state === 'no-receiver' || (target.url === DEFAULT_TARGET_URL && isUnused(target));
}

function isUnused({ delivered, failures, failed, queued }: TargetStats): boolean {
  return delivered + failures + failed + queued === 0;
}

function troubleOf(target: TargetStats): number {
  if (isDown(target)) return 0;
  if (isFailing(target) || target.failed > 0) return 1;
  return target.state === 'closed' ? 2 : 3;
}
