import { html } from 'lit';
import { splitCode } from '../text.ts';

/** A sentence of ours with its `code in backticks`. */
export function sentenceView(sentence: string) {
  return splitCode(sentence).map(({ isCode, text }) => (isCode ? html`<code>${text}</code>` : text));
}
