import { limits } from '../api.ts';
import { dissect, fieldOf } from './dissect.ts';
import { readTime, timestampOf } from './times.ts';
import { readWords, textIn } from './words.ts';

/** No query gets longer than that: `1s` becomes the longest time there is. */
export const FIXED_QUERY_CHARACTERS = 4 * limits.queryCharacters;

/**
 * The same query with times that mean the same elsewhere and later: `after:5m` and `before:10:30` become moments in UTC. For a query that
 * goes to another machine, or that is asked page by page.
 */
export function fixTimes(text: string, now: Date): string {
  let fixed = text;
  for (const word of readWords(text).toReversed()) {
    const dissected = dissect(word);
    const { operator, value } = dissected;
    const field = fieldOf(dissected);
    const at = operator === ':' && (field === 'after' || field === 'before') ? readTime(textIn(value), now) : undefined;
    if (at !== undefined) fixed = fixed.slice(0, value.from) + timestampOf(at) + fixed.slice(value.to);
  }
  return fixed;
}
