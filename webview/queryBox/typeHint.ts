import { dissect, fieldOf } from '../../src/shared/query/dissect.ts';
import { foldCase } from '../../src/shared/query/searchText.ts';
import { isSign, type Part, readWords, splitAt, textIn } from '../../src/shared/query/words.ts';
import { parseFilter, passes } from '../filter.ts';
import type { Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';
import { seenIn, TYPED_EVENTS } from './seen.ts';

/** What a filter that matches nothing may have meant, and how many of the newest events that matches. */
export type TypeHint = { readonly query: string; readonly count: number };

/** `type:agent` and `type:agent.` are one type each; there are `agent.created` and others. Null when such a pattern matches nothing either. */
export function typeHint(text: string, rows: ChunkedList<Row>, now: number): TypeHint | null {
  const query = withPatterns(text, seenIn(rows).types);
  const parsed = parseFilter(query, now);
  if (query === text || !parsed.ok) return null;
  let [count, looked] = [0, 0];
  for (const row of rows.backwards()) {
    if (looked === TYPED_EVENTS) break;
    if (row.kind === 'seam') continue;
    looked++;
    if (passes(row, parsed.query)) count++;
  }
  return count === 0 ? null : { query, count };
}

/** The query with `.*` behind each type that others begin with, or `*` where that stops in the middle of a word or behind a dot. */
function withPatterns(text: string, types: readonly string[]): string {
  const folded = types.map(foldCase);
  const parts = readWords(text)
    .map(dissect)
    .filter((term) => !term.isNegated && fieldOf(term) === 'type')
    .flatMap(({ value }) => splitAt(value, ','));
  const ends = parts.map((part) => ({ to: part.to, rest: restOf(part, folded) }));
  return ends.toReversed().reduce((query, { to, rest }) => `${query.slice(0, to)}${rest}${query.slice(to)}`, text);
}

function restOf(part: Part, types: readonly string[]): '' | '*' | '.*' {
  const name = foldCase(textIn(part));
  if (name === '' || part.letters.some((letter) => isSign(letter, '*'))) return '';
  if (types.some((type) => type.startsWith(`${name}.`))) return '.*';
  return types.some((type) => type !== name && type.startsWith(name)) ? '*' : '';
}
