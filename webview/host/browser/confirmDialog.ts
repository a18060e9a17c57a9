import { html } from 'lit';
import { t } from '../../l10n.ts';
import { askInDialog } from './dialog.ts';

export type Question = { readonly title: string; readonly words: string; readonly yes: string };

/** Asks before something that cannot be undone. */
export function confirm({ title, words, yes }: Question): Promise<boolean> {
  return askInDialog(
    (close) => html`<div class="card">
      <h1 id="dialog-title">${title}</h1>
      <p id="dialog-words">${words}</p>
      <div class="card-buttons">
        <button type="button" autofocus @click=${() => close(false)}>${t('Cancel')}</button>
        <button type="button" class="is-first" @click=${() => close(true)}>${yes}</button>
      </div>
    </div>`,
    false,
  );
}
