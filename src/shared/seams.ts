import type { Seam } from './panel.ts';

/** Says a text in the language of the reader, which its host knows. */
type Translate = (english: string, ...values: string[]) => string;

/** The line between the rows of one hub and those of the next, which began at that time, perhaps on another day. */
export function restartSeam(startedAt: string, now: Date, t: Translate): Seam {
  const start = new Date(startedAt);
  // Swedish, because it writes dates as ISO-8601 does.
  const day = start.toDateString() === now.toDateString() ? '' : `${start.toLocaleDateString('sv-SE')} `;
  return { at: startedAt, text: t('hub restarted {0}', day + timeOf(start)) };
}

/** The hub ended, and no other one followed at once. */
export function stoppedSeam(now: Date, t: Translate): Seam {
  return { at: now.toISOString(), text: t('hub stopped {0}', timeOf(now)) };
}

/** @param lastRowAt time of the newest row; what is missed belongs below it, however old the rows are that follow */
export function missedSeam(now: Date, lastRowAt: string | undefined, t: Translate): Seam {
  return { at: lastRowAt ?? now.toISOString(), text: t('events before {0} are no longer kept', timeOf(now)) };
}

/** Somebody has deleted the log; nothing of it is shown above this line. */
export function clearedSeam(now: Date, t: Translate): Seam {
  return { at: now.toISOString(), text: t('event log deleted {0}', timeOf(now)) };
}

/** The line that stands where a page began to be held to the limit. */
export function heldSeam(sentence: string, now: Date): Seam {
  return { at: now.toISOString(), text: sentence.replace(/\.$/, '') };
}

function timeOf(date: Date): string {
  return date.toTimeString().slice(0, 8);
}
