import { assertNever } from '../../shared/assertNever.ts';
import type { Seam } from '../../shared/panel.ts';
import { clearedSeam, missedSeam, stoppedSeam } from '../../shared/seams.ts';
import type { Interruption } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';

/**
 * The line between rows that tells of an interruption.
 *
 * @param lastRowAt time of the newest row
 */
export function seamOf(interruption: Interruption, now: Date, lastRowAt: string | undefined): Seam {
  switch (interruption.kind) {
    case 'stopped':
    case 'gaveUp':
    case 'stoppedElsewhere':
      return stoppedSeam(now, l10n.t);
    case 'missed':
      return missedSeam(now, lastRowAt, l10n.t);
    case 'cleared':
      return clearedSeam(now, l10n.t);
    default:
      return assertNever(interruption);
  }
}
