import { limits } from '../../src/shared/api.ts';
import type { JsonValue } from '../../src/shared/json.ts';
import { writePath, writeValue } from '../../src/shared/query/write.ts';
import { visibleText } from '../../src/shared/visibleText.ts';
import type { Step } from './path.ts';

/** Longer texts are no values that somebody looks for. */
const VALUE_CHARACTERS = 200;
const eventFields: ReadonlySet<string> = new Set(['id', 'type', 'source']);

/** The query that finds events with this value in this place, whichever item of a list it is; undefined when no query says that. */
export function termFor(steps: readonly Step[], value: JsonValue | undefined): string | undefined {
  const text = textOf(value);
  if (text === undefined || text.length > VALUE_CHARACTERS || visibleText(text) !== text) return undefined;
  const [first, ...rest] = steps;
  if (first === undefined) return undefined;
  const keys = rest.filter(({ isIndex }) => !isIndex).map(({ key }) => key);
  if (first.key !== 'data') return eventFields.has(first.key) ? `${first.key}:${writeValue(text)}` : undefined;
  // Numbers compare as numbers, with all of their digits.
  const term = `data.${writePath(keys)}${typeof value === 'string' ? ':' : '='}${writeValue(text)}`;
  return keys.length > 0 && term.length <= limits.queryCharacters ? term : undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : undefined;
}
