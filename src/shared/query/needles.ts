import { escapeActing } from '../visibleText.ts';
import type { Condition, Term } from './condition.ts';
import { isIndex } from './dataValues.ts';
import { readDecimal } from './decimal.ts';
import type { Glob } from './glob.ts';
import { foldCase } from './searchText.ts';

/** See `Query.needles`. */
export function needlesOf(terms: readonly Term[]): readonly string[] {
  const texts = terms.flatMap(({ isNegated, condition }) => (isNegated ? [] : textsOf(condition)));
  return [...new Set(texts.map(plainPart))].filter((needle) => needle !== '');
}

/** What the JSON of the data has in it, each perhaps in parts. */
function textsOf(condition: Condition): readonly string[] {
  if (condition.kind === 'text') return [condition.text];
  if (condition.kind === 'value') return [...lastKey(condition.path), ...valueText(condition.globs)];
  return condition.kind === 'comparison' ? lastKey(condition.path) : [];
}

function lastKey(path: readonly string[]): readonly string[] {
  return path.filter((key) => !isIndex(key)).slice(-1);
}

/** One of several texts is enough for a match, and a number may be written otherwise. */
function valueText([glob = [], ...others]: readonly Glob[]): readonly string[] {
  return others.length === 0 && readDecimal(glob.join('')) === undefined ? glob : [];
}

/** The longest part that stands in JSON as it is, whatever has been escaped in it. */
function plainPart(text: string): string {
  const parts = escapeActing(JSON.stringify(text).slice(1, -1)).split(/\\(?:u[\da-f]{4}|[^u])/);
  return foldCase(parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''));
}
