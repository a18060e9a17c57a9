import { html, nothing } from 'lit';
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
      <h1 id="dialog-title"><span class="codicon codicon-lock" aria-hidden="true"></span>Unlock the dashboard</h1>
      <div id="dialog-words">
        <p>${reason}</p>
        <p>In VS Code, <b>Dev Sync: Open Dashboard in Browser</b> brings the token along. Or paste it here: new terminals of VS Code have it as
          <code>DEV_SYNC_TOKEN</code>, and <code>dev-sync serve --print-token</code> prints it.</p>
      </div>
      <label for="token">Token</label>
      <input id="token" type="password" autocomplete="off" spellcheck="false" required autofocus
        aria-invalid=${problem !== undefined} aria-describedby="token-problem" />
      <p id="token-problem" class="card-problem" role="alert">${problem ?? nothing}</p>
      <div class="card-buttons">
        <button type="button" @click=${() => close(false)}>Not Now</button>
        <button type="submit" class="is-first">Unlock</button>
      </div>
    </form>`;
  };
  return askInDialog(body, false);
}
