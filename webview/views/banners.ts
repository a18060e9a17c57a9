import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { ErrorCode, ErrorInfo } from '../../src/shared/errors.ts';
import type { PanelCommand } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import type { PanelState } from '../store.ts';
import { splitCode } from '../text.ts';
import { copyButton } from './copyButton.ts';
import { icon, iconButton } from './icon.ts';

type Button = { readonly label: string; readonly run: () => void };
type Banner = {
  readonly severity: 'error' | 'warning';
  readonly error: ErrorInfo;
  readonly buttons: readonly Button[];
  readonly close?: () => void;
};

const commandLabels = {
  start: 'Start',
  restart: 'Restart',
  showLog: 'Show Log',
  sendTestEvent: 'Send Test Event',
} as const satisfies Record<PanelCommand, string>;

/** Problems whose way out is not "start it again". */
const fittingCommands: Partial<Record<ErrorCode, readonly PanelCommand[]>> = {
  'hub-not-proven': ['restart', 'showLog'],
  'watch-limit-reached': ['restart', 'showLog'],
};

/** What is wrong, above the rows: the hub's problem, what it cannot do while it runs, and calls that failed. */
export function bannersView(state: PanelState, actions: Actions) {
  const banners = bannersOf(state, actions);
  return banners.length === 0 ? nothing : html`<div class="banners">${banners.map((banner) => bannerView(banner, actions))}</div>`;
}

function bannersOf({ phase, status, notice }: PanelState, actions: Actions): readonly Banner[] {
  const commands = (error: ErrorInfo, fallback: readonly PanelCommand[]): readonly Button[] =>
    (fittingCommands[error.code] ?? fallback).map((command) => ({ label: commandLabels[command], run: () => actions.run(command) }));
  const banners: Banner[] = [];
  if (status.state === 'problem') {
    banners.push({ severity: 'error', error: status.error, buttons: commands(status.error, ['start', 'showLog']) });
  }
  if (status.state === 'on') {
    for (const error of status.problems) banners.push({ severity: 'warning', error, buttons: commands(error, ['showLog']) });
  }
  if (notice && phase === 'failed')
    banners.push({ severity: 'error', error: notice, buttons: [{ label: 'Try Again', run: actions.retry }] });
  else if (notice) banners.push({ severity: 'error', error: notice, buttons: [], close: () => actions.dispatch({ kind: 'noticeClosed' }) });
  return banners;
}

function bannerView({ severity, error, buttons, close }: Banner, actions: Actions) {
  return html`<section class="banner ${severity}" aria-label=${severity === 'error' ? 'Problem' : 'Warning'}>
    ${icon(severity, 'banner-icon')}
    <div class="banner-text" role=${severity === 'error' ? 'alert' : 'status'}>
      <p>${sentence(error.message)}</p>
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
  if (command === undefined) return html`<p class="banner-next">${sentence(next)}</p>`;
  return html`<div class="banner-next">
    Run in a terminal:
    <div class="snippet"><code>${command}</code>${copyButton('Copy command', () => command, actions.copy)}</div>
  </div>`;
}

function sentence(text: string) {
  return splitCode(text).map(({ isCode, text: part }) => (isCode ? html`<code>${part}</code>` : part));
}
