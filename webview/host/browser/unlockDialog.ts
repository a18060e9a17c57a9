import { html, nothing } from 'lit';
import { filled, t } from '../../l10n.ts';
import { askInDialog } from './dialog.ts';

export type UnlockOptions = {
  /** Why the token is wanted, as a sentence. */
  readonly reason: string;
  /** Keeps the token. Answers what is wrong with it, if anything is. */
  readonly unlock: (token: string) => Promise<string | undefined>;
};

/** Asks for the token of the hub. Resolves with whether the page has the right one now. */
export function askForToken({ reason, unlock }: UnlockOptions): Promise<boolean> {
  let problem: string | undefined;
  let isChecking = false;
  const body = (close: (isUnlocked: boolean) => void, redraw: () => void) => {
    const submit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      if (isChecking) return;
      const field = (event.target as HTMLFormElement).querySelector('input');
      isChecking = true;
      problem = await unlock(field?.value.trim() ?? '').catch((error: unknown) => String((error as Error).message));
      isChecking = false;
      if (problem === undefined) {
        close(true);
        return;
      }
      redraw();
      field?.select();
    };
    return html`<form class="card" @submit=${submit}>
      <h1 id="dialog-title"><span class="codicon codicon-lock" aria-hidden="true"></span>${t('Unlock the dashboard')}</h1>
      <div id="dialog-words">
        <p>${reason}</p>
        <p>${waysView()}</p>
      </div>
      <label for="token">${t('Token')}</label>
      <input id="token" type="password" autocomplete="off" spellcheck="false" required autofocus
        aria-invalid=${problem !== undefined} aria-describedby="token-problem" />
      <p id="token-problem" class="card-problem" role="alert">${problem ?? nothing}</p>
      <div class="card-buttons">
        <button type="button" @click=${() => close(false)}>${t('Not Now')}</button>
        <button type="submit" class="is-first">${t('Unlock')}</button>
      </div>
    </form>`;
  };
  return askInDialog(body, false);
}

/** How a person gets the token. */
function waysView() {
  const ways = t('In VS Code, {0} brings the token along. Or paste it here: new terminals of VS Code have it as {1}, and {2} prints it.');
  const command = html`<b>Dev Sync: Open Dashboard in Browser</b>`;
  return filled(ways, command, html`<code>DEV_SYNC_TOKEN</code>`, html`<code>dev-sync serve --print-token</code>`);
}
