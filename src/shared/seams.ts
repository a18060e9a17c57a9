import type { Seam } from './panel.ts';

/** The line between the rows of one hub and those of the next, which began at that time, perhaps on another day. */
export function restartSeam(startedAt: string, now: Date): Seam {
  const start = new Date(startedAt);
  // Swedish, because it writes dates as ISO-8601 does.
  const day = start.toDateString() === now.toDateString() ? '' : `${start.toLocaleDateString('sv-SE')} `;
  return { at: startedAt, text: `hub restarted ${day}${timeOf(start)}` };
}

/** The hub ended, and no other one followed at once. */
export function stoppedSeam(now: Date): Seam {
  return { at: now.toISOString(), text: `hub stopped ${timeOf(now)}` };
}

/** @param lastRowAt time of the newest row; what is missed belongs below it, however old the rows are that follow */
export function missedSeam(now: Date, lastRowAt: string | undefined): Seam {
  return { at: lastRowAt ?? now.toISOString(), text: `events before ${timeOf(now)} are no longer kept` };
}

/** Somebody has deleted the log; nothing of it is shown above this line. */
export function clearedSeam(now: Date): Seam {
  return { at: now.toISOString(), text: `event log deleted ${timeOf(now)}` };
}

/** The line that stands where a page began to be held to the limit. */
export function heldSeam(sentence: string, now: Date): Seam {
  return { at: now.toISOString(), text: sentence.replace(/\.$/, '') };
}

function timeOf(date: Date): string {
  return date.toTimeString().slice(0, 8);
}
