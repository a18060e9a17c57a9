import { limits } from '../api.ts';
import { visibleText } from '../visibleText.ts';
import { readOperand } from './comparison.ts';
import { DATA, type Dissected, dissect, fieldOf, pathPart } from './dissect.ts';
import { foldCase } from './searchText.ts';
import { readWords, splitAt, textIn } from './words.ts';
import { writePath, writeValue } from './write.ts';

/** What the events have that a query is written for, the likeliest first. */
export type Seen = {
  readonly types: readonly string[];
  readonly sources: readonly string[];
  /** Paths of values in the data, as `writePath` writes them. */
  readonly paths: readonly string[];
  /** Texts of the values at such a path. */
  values(path: string): readonly string[];
};

export type CompletionOption = {
  /** What goes into the query. */
  readonly text: string;
  readonly label: string;
  readonly detail?: string;
  readonly kind: 'field' | 'type' | 'source' | 'path' | 'value' | 'recent';
};

export type Completions = {
  /** What the chosen option takes the place of, as offsets of characters. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
};

const MAX_OPTIONS = 50;

const fieldOptions: readonly CompletionOption[] = [
  ['type:', 'type of the event, as in agent.*'],
  ['source:', 'who sent it; "" is nobody'],
  [DATA, 'a value in the data, as in data.count>10'],
  ['after:', 'since then: 10:30, 5m, 2026-11-22'],
  ['before:', 'until then: 10:30, 5m, 2026-11-22'],
  ['id:', 'one event'],
].map(([text = '', detail = '']) => ({ text, label: text, detail, kind: 'field' }));

const timeOptions: readonly CompletionOption[] = [
  ['1m', 'a minute ago'],
  ['5m', 'five minutes ago'],
  ['15m', 'a quarter of an hour ago'],
  ['1h', 'an hour ago'],
  ['1d', 'a day ago'],
  ['today', 'the last midnight'],
  ['yesterday', 'the midnight before'],
].map(([text = '', detail = '']) => ({ text, label: text, detail, kind: 'value' }));

/** What may be meant at the caret. A query without a mistake has none with any of the options in its place either. */
export function completionsAt(text: string, caret: number, seen: Seen): Completions {
  const word = readWords(text).find(({ from, to }) => from <= caret && caret <= to);
  const dissected = dissect(word ?? { from: caret, to: caret, letters: [], openQuote: undefined });
  const isValue = dissected.operator !== undefined && caret >= dissected.value.from;
  const { from, to, options } = isValue ? valuesAt(caret, dissected, seen) : namesAt(text, caret, dissected, seen);
  const room = limits.queryCharacters - text.length + to - from;
  // What a field would not show is no good in it, as in keys of strangers.
  const fitting = options.filter((option) => option.text.length <= room && visibleText(option.text) === option.text);
  return { from, to, options: fitting.slice(0, MAX_OPTIONS) };
}

function namesAt(text: string, caret: number, { name, body, operator }: Dissected, seen: Seen): Completions {
  // Behind a minus that is alone something is about to follow.
  const from = textIn(body) === '-' ? name.to : name.from;
  const typed = text.slice(from, caret);
  const place = { from, to: name.to };
  if (foldCase(typed).startsWith(DATA)) {
    const end = operator === undefined ? ':' : '';
    return { ...place, options: matching(typed.slice(DATA.length), pathOptions(seen, end)) };
  }
  if (operator !== undefined || typed.startsWith('"')) return { ...place, options: [] };
  const named = fieldOptions.filter((option) => option.text.startsWith(foldCase(typed)));
  if (typed === '') return { ...place, options: named };
  const types = typeOptions(seen, typed).map((option) => ({ ...option, text: `type:${option.text}` }));
  return { ...place, options: [...named, ...matching(typed, [...types, ...pathOptions(seen, ':')])] };
}

function valuesAt(caret: number, dissected: Dissected, seen: Seen): Completions {
  const field = fieldOf(dissected);
  const { value } = dissected;
  const isTime = field === 'after' || field === 'before';
  const part = isTime ? value : (splitAt(value, ',').find(({ to }) => caret <= to) ?? value);
  const typed = textIn({ letters: part.letters.filter(({ at }) => at < caret) });
  const options = isTime ? timeOptions : optionsOf(dissected, seen, typed);
  return { from: part.from, to: part.to, options: matching(typed, options) };
}

function optionsOf(dissected: Dissected, seen: Seen, typed: string): readonly CompletionOption[] {
  const field = fieldOf(dissected);
  if (field === 'type') return typeOptions(seen, typed);
  if (field === 'source') return seen.sources.map((label) => ({ text: writeValue(label), label, kind: 'source' }));
  return field === 'data' ? dataOptions(dissected, seen) : [];
}

/** The types, and patterns for those that begin alike: first where a dot was typed just now, for all that lies behind it. */
function typeOptions({ types }: Seen, typed: string): readonly CompletionOption[] {
  const groups = Map.groupBy(types, (type) => type.slice(0, type.indexOf('.') + 1));
  const patterns = [...groups].flatMap(([start, { length }]): readonly CompletionOption[] => {
    if (start === '' || length < 2) return [];
    return [{ text: `${writeValue(start)}*`, label: `${start}*`, detail: `${length} types`, kind: 'type' }];
  });
  const whole = types.map((label): CompletionOption => ({ text: writeValue(label), label, kind: 'type' }));
  return typed.endsWith('.') ? [...patterns, ...whole] : [...whole, ...patterns];
}

function pathOptions({ paths }: Seen, end: string): readonly CompletionOption[] {
  return paths.map((path) => ({ text: `${DATA}${path}${end}`, label: path, detail: 'in the data', kind: 'path' }));
}

function dataOptions(dissected: Dissected, { values }: Seen): readonly CompletionOption[] {
  const { operator } = dissected;
  const path = writePath(splitAt(pathPart(dissected), '.').map(textIn));
  const isOrder = operator !== ':' && operator !== '=';
  return values(path)
    .filter((text) => !isOrder || isComparable(text))
    .map((label) => ({ text: writeValue(label), label, kind: 'value' }));
}

function isComparable(text: string): boolean {
  const { number, time } = readOperand(text);
  return number !== undefined || time !== undefined;
}

/** Those that begin with what was typed, then those that have it in them. */
function matching(typed: string, options: readonly CompletionOption[]): readonly CompletionOption[] {
  const wanted = foldCase(typed);
  const places = options.map((option) => ({ option, at: foldCase(option.label).indexOf(wanted) }));
  const [first, later] = [places.filter(({ at }) => at === 0), places.filter(({ at }) => at > 0)];
  return [...first, ...later].map(({ option }) => option);
}
