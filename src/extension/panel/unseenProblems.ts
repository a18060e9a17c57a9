import type { Stats } from '../../shared/webhooks.ts';
import { l10n } from '../l10n.ts';

/** What the icon of the view says. */
export type Badge = { readonly value: number; readonly tooltip: string };

/** Counts what went wrong while no panel was in sight: webhooks that were given up, and events that could not be replayed. */
export class UnseenProblems {
  /** Failed webhooks by the newest figures; unknown until the first ones, which tell of older times. */
  #knownFailed: number | undefined;
  #failed = 0;
  #gaps = 0;

  /** Undefined when everything was seen. */
  get badge(): Badge | undefined {
    const words = [failedText(this.#failed), gapsText(this.#gaps)];
    const value = this.#failed + this.#gaps;
    return value === 0 ? undefined : { value, tooltip: words.filter((text) => text !== '').join(', ') };
  }

  takeStats(stats: Stats | null): void {
    const failed = stats?.targets.reduce((sum, target) => sum + target.failed, 0);
    // Fewer than before: somebody has retried or discarded some.
    if (failed !== undefined && this.#knownFailed !== undefined) this.#failed += Math.max(0, failed - this.#knownFailed);
    this.#knownFailed = failed;
  }

  takeGap(): void {
    this.#gaps++;
  }

  /** A person has a panel before their eyes. */
  see(): void {
    this.#failed = 0;
    this.#gaps = 0;
  }
}

function failedText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 failed webhook') : l10n.t('{0} failed webhooks', count);
}

function gapsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 gap in the events') : l10n.t('{0} gaps in the events', count);
}
