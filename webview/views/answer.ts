import { html, nothing } from 'lit';
import { limits } from '../../src/shared/api.ts';
import { t } from '../l10n.ts';
import { blockText, clip, counted } from '../text.ts';
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
    ${copyButton(t('Copy answer'), () => answer, copy)}
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
      <span class="answer-more">${isOnlyBeginning ? t('Show the first 2 kB') : allText(lines.length, text.length)}</span>
      <span class="answer-less">${t('Show less')}</span>
    </summary>
    <pre class="answer-whole" tabindex="0" role="group" aria-label=${t('Answer')}><bdi>${text}</bdi></pre>
  </details>`;
}

function allText(lines: number, characters: number): string {
  if (lines > 1) return counted(lines, t('Show all ({0} line)'), t('Show all ({0} lines)'));
  return counted(characters, t('Show all ({0} character)'), t('Show all ({0} characters)'));
}
