import { visibleLines, visibleText } from '../src/shared/visibleText.ts';
import { prettyJson } from './detail/prettyJson.ts';
import { format, language, plural, t } from './l10n.ts';

export const LINE_CHARACTERS = 300;
const counts = new Intl.NumberFormat(language);
const tenths = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
  signDisplay: 'negative',
});

/** A text in two pieces: narrow layouts leave out the second one. */
export type SplitText = { readonly main: string; readonly rest: string };

/** The beginning of a text, with an ellipsis when something is missing. Never ends in half a surrogate pair. */
export function clip(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Text of strangers for one line. More than this does not fit on it, however wide the panel is. */
export function lineText(text: string): string {
  return visibleText(clip(text, LINE_CHARACTERS));
}

/** Text of strangers for several lines: only its line breaks and tabs act on the layout. */
export function blockText(text: string): string {
  return visibleLines(text.trimEnd());
}

/** JSON to copy: easy to read, and printable wherever it is pasted. */
export function jsonText(value: object): string {
  return visibleLines(prettyJson(value));
}

/** A string in quotes, as JSON writes it, without characters that act on the layout. */
export function quoted(text: string): string {
  return visibleText(JSON.stringify(text));
}

/** `5,000`, or `5,000+` when it is a lower bound. */
export function formatCount(count: number, isLowerBound = false): string {
  return `${counts.format(count)}${isLowerBound ? '+' : ''}`;
}

/** `3.2`, never `-0.0`. */
export function formatTenths(value: number): string {
  return tenths.format(value);
}

/** `1 event`, `2 events`. */
export function eventsText(count: number, isLowerBound = false): string {
  return format(plural(count, t('{0} event'), t('{0} events')), formatCount(count, isLowerBound));
}

/** The one of two sentences that a count wants, with the count in it. */
export function counted(count: number, one: string, other: string): string {
  return format(plural(count, one, other), formatCount(count));
}

/** A text in two pieces, where it begins with a shorter one that says the same; in other languages it may not. */
export function splitAt(text: string, short: string): SplitText {
  return text.startsWith(short) ? { main: short, rest: text.slice(short.length) } : { main: text, rest: '' };
}

/** `12 ms`. Less than one is one. */
export function formatMs(ms: number): string {
  return t('{0} ms', formatCount(Math.max(1, Math.round(ms))));
}

const byteUnits = [t('{0} kB'), t('{0} MB'), t('{0} GB')] as const;

/** `340 B`, `1.2 kB`, `12.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return t('{0} B', bytes);
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return format(byteUnits[unit] ?? '', formatTenths(value));
}

export type TextPart = { readonly isCode: boolean; readonly text: string };

/** Splits a sentence at its `code in backticks`. */
export function splitCode(sentence: string): readonly TextPart[] {
  return sentence
    .split('`')
    .map((text, index) => ({ isCode: index % 2 === 1, text }))
    .filter(({ text }) => text !== '');
}
