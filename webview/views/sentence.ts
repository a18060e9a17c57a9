import { html } from 'lit';
import { visibleText } from '../../src/shared/visibleText.ts';
import { splitCode } from '../text.ts';

/** A sentence of ours with its `code in backticks`, and perhaps with names that strangers gave. */
export function sentenceView(sentence: string) {
  return splitCode(visibleText(sentence)).map(({ isCode, text }) => (isCode ? html`<code>${text}</code>` : text));
}
