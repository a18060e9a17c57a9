import { assertNever } from '../shared/assertNever.ts';
import type { Seam } from '../shared/panel.ts';
import type { Interruption } from './hubController.ts';

/** The line between rows that tells of an interruption. */
export function seamOf(interruption: Interruption, at: Date): Seam {
  return { at: at.toISOString(), text: textOf(interruption, at.toTimeString().slice(0, 8)) };
}

function textOf(interruption: Interruption, time: string): string {
  switch (interruption.kind) {
    case 'restarted':
      return `hub restarted ${time}`;
    case 'gaveUp':
      return `hub stopped ${time}`;
    case 'missed':
      return interruption.reason === 'unknown_id'
        ? 'the log began anew: the rows above are only here'
        : `events before ${time} are no longer kept`;
    default:
      return assertNever(interruption);
  }
}
