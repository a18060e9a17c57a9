import { html } from 'lit';

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Strings in quotes, cut ones too, and what stands between punctuation without them. */
const WORDS = /("(?:[^"\\]|\\.)*"?|[^\s"[\]{},:.][^"[\]{},:.]*)/;

/** JSON or a line like it, in which words from right to left stay where they are: side by side they would change places, and brackets turn. */
export function isolatedView(text: string) {
  const parts = RIGHT_TO_LEFT.test(text)
    ? text.split(WORDS).map((part) => (RIGHT_TO_LEFT.test(part) ? html`<bdi>${part}</bdi>` : part))
    : text;
  return html`<bdi dir="ltr">${parts}</bdi>`;
}
