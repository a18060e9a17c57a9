import { visibleLines, visibleText } from '../src/shared/visibleText.ts';
import { prettyJson } from './detail/prettyJson.ts';

export const LINE_CHARACTERS = 300;

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
  return `${count.toLocaleString('en-US')}${isLowerBound ? '+' : ''}`;
}

/** `1 event`, `2 events`. */
export function plural(count: number, noun: string, isLowerBound = false): string {
  return `${formatCount(count, isLowerBound)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12 ms`. Less than one is one. */
export function formatMs(ms: number): string {
  return `${formatCount(Math.max(1, Math.round(ms)))} ms`;
}

const byteUnits = ['kB', 'MB', 'GB'] as const;

/** `340 B`, `1.2 kB`, `12.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${byteUnits[unit]}`;
}

export type TextPart = { readonly isCode: boolean; readonly text: string };

/** Splits a sentence at its `code in backticks`. */
export function splitCode(sentence: string): readonly TextPart[] {
  return sentence
    .split('`')
    .map((text, index) => ({ isCode: index % 2 === 1, text }))
    .filter(({ text }) => text !== '');
}
