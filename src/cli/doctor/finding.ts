import { toDevSyncError } from '../../shared/errors.ts';
import { nextInCommands } from '../nextInCommands.ts';

/** What one look found out. */
export type Finding = {
  /** What was looked at, in a word or two. */
  readonly check: string;
  /** `broken`: something that is wanted does not work; `note`: worth to know. */
  readonly verdict: 'ok' | 'note' | 'broken';
  readonly message: string;
  /** What to do. */
  readonly next?: string;
};

/** A failure as what a look has found. */
export function fromFailure(check: string, verdict: Finding['verdict'], error: unknown): Finding {
  const failure = toDevSyncError(error);
  return { check, verdict, message: failure.message, next: nextInCommands(failure) };
}
