import { html, nothing } from 'lit';
import { limits } from '../../src/shared/api.ts';
import { blockText, clip, plural } from '../text.ts';
import { copyButton } from './copyButton.ts';

/** Longer answers, and those of several lines, are folded. */
const LINE_CHARACTERS = 80;

/** What a receiver answered, as the text of a stranger that it is. */
export function answerView(answer: string | undefined, copy: (text: string) => void) {
  const text = blockText(answer ?? '');
  if (answer === undefined || text.trim() === '') return nothing;
  const isShort = text.length <= LINE_CHARACTERS && !text.includes('\n');
  return html`<div class="answer">
    ${isShort ? html`<code class="answer-line"><bdi>${text}</bdi></code>` : foldedView(text, isCut(answer))}
    ${copyButton('Copy answer', () => answer, copy)}
  </div>`;
}

/** The hub keeps no more of an answer; the last character may have gone with the cut. */
function isCut(answer: string): boolean {
  return new TextEncoder().encode(answer).length > limits.deliveryAnswerBytes - 4;
}

function foldedView(text: string, isOnlyBeginning: boolean) {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return html`<details class="answer-fold">
    <summary>
      <code class="answer-line"><bdi>${clip(first, LINE_CHARACTERS)}</bdi></code>
      <span class="answer-more">${isOnlyBeginning ? 'Show the first 2 kB' : `Show all (${lines.length > 1 ? plural(lines.length, 'line') : plural(text.length, 'character')})`}</span>
      <span class="answer-less">Show less</span>
    </summary>
    <pre class="answer-whole" tabindex="0" role="group" aria-label="Answer"><bdi>${text}</bdi></pre>
  </details>`;
}
