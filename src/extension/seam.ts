import { assertNever } from '../shared/assertNever.ts';
import type { Seam } from '../shared/panel.ts';
import type { Interruption } from './hubController.ts';

/** The line between the rows of one hub and those of the next, which began at that time, perhaps on another day. */
export function restartSeam(startedAt: string, now: Date): Seam {
  const start = new Date(startedAt);
  // Swedish, because it writes dates as ISO-8601 does.
  const day = start.toDateString() === now.toDateString() ? '' : `${start.toLocaleDateString('sv-SE')} `;
  return { at: startedAt, text: `hub restarted ${day}${timeOf(start)}` };
}

/** The line that stands where a page began to be held to the limit. */
export function heldSeam(sentence: string, now: Date): Seam {
  return { at: now.toISOString(), text: sentence.replace(/\.$/, '') };
}

/**
 * The line between rows that tells of an interruption.
 *
 * @param lastRowAt time of the newest row; what is missed belongs below it, however old the rows are that follow
 */
export function seamOf(interruption: Interruption, now: Date, lastRowAt: string | undefined): Seam {
  switch (interruption.kind) {
    case 'gaveUp':
    case 'stoppedElsewhere':
      return { at: now.toISOString(), text: `hub stopped ${timeOf(now)}` };
    case 'missed':
      return { at: lastRowAt ?? now.toISOString(), text: `events before ${timeOf(now)} are no longer kept` };
    default:
      return assertNever(interruption);
  }
}

function timeOf(date: Date): string {
  return date.toTimeString().slice(0, 8);
}
