/** Characters that would act on the layout instead of showing up: controls, direction overrides, line separators, invisible spaces. */
const acting = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b\u2060-\u2064\ufeff]/gu;

export const LINE_CHARACTERS = 300;

/** Text of strangers as it may be drawn: what would act on the layout is written as `\u202e`. */
export function visibleText(text: string): string {
  return text.replace(acting, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The beginning of a text, with an ellipsis when something is missing. Never ends in half a surrogate pair. */
export function clip(text: string, characters: number): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Text of strangers for one line. More than this does not fit on it, however wide the panel is. */
export function lineText(text: string): string {
  return visibleText(clip(text, LINE_CHARACTERS));
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

export type TextPart = { readonly isCode: boolean; readonly text: string };

/** Splits a sentence at its `code in backticks`. */
export function splitCode(sentence: string): readonly TextPart[] {
  return sentence
    .split('`')
    .map((text, index) => ({ isCode: index % 2 === 1, text }))
    .filter(({ text }) => text !== '');
}
