import { l10n, type Sentences, translated } from '../l10n.ts';

/** Both sentences of a failure, for one line. */
export function problemText(problem: Sentences): string {
  const { message, next } = translated(problem);
  return l10n.t('{0} {1}', message, next);
}
