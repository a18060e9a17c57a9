import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { PanelCommand } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { commandLabels, commandsFor, effectiveIn } from '../commands.ts';
import type { PanelState } from '../store.ts';
import { copyButton } from './copyButton.ts';
import { icon, iconButton } from './icon.ts';
import { sentenceView } from './sentence.ts';

type Button = { readonly label: string; readonly run: () => void };
type Banner = {
  readonly severity: 'error' | 'warning';
  readonly error: ErrorInfo;
  readonly buttons: readonly Button[];
  readonly close?: () => void;
};

/** What is wrong, above the rows: the hub's problem, what it cannot do while it runs, and calls that failed. */
export function bannersView(state: PanelState, actions: Actions) {
  const banners = bannersOf(state, actions);
  return banners.length === 0 ? nothing : html`<div class="banners">${banners.map((banner) => bannerView(banner, actions))}</div>`;
}

function bannersOf({ phase, status, notice }: PanelState, actions: Actions): readonly Banner[] {
  const commands = (error: ErrorInfo, fallback: readonly PanelCommand[] = []): readonly Button[] =>
    effectiveIn(status, commandsFor(error, fallback)).map((command) => ({
      label: commandLabels[command],
      run: () => actions.run(command),
    }));
  const banners: Banner[] = [];
  if (status.state === 'problem') {
    banners.push({ severity: 'error', error: status.error, buttons: commands(status.error, ['start', 'showLog']) });
  }
  if (status.state === 'on') {
    for (const error of status.problems) banners.push({ severity: 'warning', error, buttons: commands(error, ['showLog']) });
  }
  if (notice && phase === 'failed')
    banners.push({ severity: 'error', error: notice, buttons: [{ label: 'Try Again', run: actions.retry }] });
  else if (notice) {
    const close = (): void => actions.dispatch({ kind: 'noticeClosed' });
    banners.push({ severity: 'error', error: notice, buttons: commands(notice), close });
  }
  return banners;
}

function bannerView({ severity, error, buttons, close }: Banner, actions: Actions) {
  return html`<section class="banner ${severity}" aria-label=${severity === 'error' ? 'Problem' : 'Warning'}>
    ${icon(severity, 'banner-icon')}
    <div class="banner-text" role=${severity === 'error' ? 'alert' : 'status'}>
      <p>${sentenceView(error.message)}</p>
      ${nextView(error.next, actions)}
    </div>
    <div class="banner-actions">
      ${buttons.map(
        ({ label, run }, index) =>
          html`<vscode-button ?secondary=${index > 0 || severity === 'warning'} @click=${run}>${label}</vscode-button>`,
      )}
      ${close ? iconButton({ name: 'close', title: 'Dismiss', run: close }) : nothing}
    </div>
  </section>`;
}

/** "Run: …" is a command for a terminal: it can be copied as it stands. */
function nextView(next: string, actions: Actions) {
  const command = /^Run: (.+)$/s.exec(next)?.[1];
  if (command === undefined) return html`<p class="banner-next">${sentenceView(next)}</p>`;
  return html`<div class="banner-next">
    Run in a terminal:
    <div class="snippet"><code>${command}</code>${copyButton('Copy command', () => command, actions.copy)}</div>
  </div>`;
}
