import { html } from 'lit';
import type { ErrorInfo } from '../../../src/shared/errors.ts';
import { t, translated } from '../../l10n.ts';
import { icon } from '../icon.ts';
import { sentenceView } from '../sentence.ts';

/** Something of an event that cannot be shown, and why. */
export function problemView(what: string, error: ErrorInfo, retry: () => void) {
  return html`<div class="deliveries-problem">
    ${icon('warning', 'is-odd')}
    <p>${what} ${sentenceView(translated(error).message)} <button type="button" class="link" @click=${retry}>${t('Try Again')}</button></p>
  </div>`;
}
