import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { type HubAddress, quickStart } from '../../src/shared/api.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import type { PanelState } from '../store.ts';
import { copyButton } from './copyButton.ts';
import { icon } from './icon.ts';
import { sentenceView } from './sentence.ts';

const ABOUT_TOKEN =
  'Every request needs the token of the hub: new terminals of VS Code have it as `DEV_SYNC_TOKEN`; in a page, write it in place of `<token>`.';

type Snippet = { readonly title: string; readonly code: string };

/** What to do while there is nothing to see, with the lines that make something appear. */
export function emptyStateView({ status, defaultHub }: PanelState, actions: Actions): TemplateResult {
  const hub = status.state === 'on' ? status : defaultHub;
  return html`<div class="empty">
    <header class="empty-header">
      <div class="empty-words"><h2>${titleOf(status)}</h2><p>${leadOf(status)}</p>${hub.requiresToken ? html`<p>${sentenceView(ABOUT_TOKEN)}</p>` : nothing}</div>
      ${buttonView(status, actions)}
    </header>
    <div class="snippets">${snippetsFor(hub).map((snippet) => snippetView(snippet, actions))}</div>
  </div>`;
}

/** The rows are there, the filter hides them all. */
export function noMatchView(actions: Actions): TemplateResult {
  const clearFilter = (): void => {
    actions.filter({ text: '', types: '' });
    // The button goes away with the filter; the keyboard should not.
    document.querySelector<HTMLInputElement>('#filter-text')?.focus();
  };
  return html`<div class="empty is-small" role="status">
    ${icon('filter', 'empty-icon')}
    <p>No event matches the filter.</p>
    <vscode-button secondary @click=${clearFilter}>Clear Filter</vscode-button>
  </div>`;
}

export function pausedView(waiting: string, actions: Actions): TemplateResult {
  return html`<div class="empty is-small" role="status">
    ${icon('debug-pause', 'empty-icon')}
    <p>Paused. ${waiting}</p>
    <vscode-button secondary @click=${() => actions.dispatch({ kind: 'resumed' })}>Resume</vscode-button>
  </div>`;
}

function titleOf(status: HubStatus): string {
  return status.state === 'on' ? 'Waiting for events' : status.state === 'starting' ? 'The hub is starting' : 'The hub is off';
}

function leadOf(status: HubStatus): string {
  if (status.state === 'on') return 'Post one from anywhere on this machine and it appears here at once.';
  if (status.state === 'starting') return 'In a moment these lines work from anywhere on this machine.';
  return 'Start it, then these lines work from anywhere on this machine.';
}

function buttonView({ state }: HubStatus, actions: Actions) {
  if (state === 'stopped') return html`<vscode-button @click=${() => actions.run('start')}>Start</vscode-button>`;
  // A problem has its buttons in the banner above.
  return state === 'on'
    ? html`<vscode-button secondary @click=${() => actions.run('sendTestEvent')}>Send Test Event</vscode-button>`
    : nothing;
}

function snippetsFor(hub: HubAddress): readonly Snippet[] {
  const { postInTerminal, followInPage, postInPage } = quickStart(hub);
  return [
    { title: 'Post from a terminal', code: postInTerminal },
    { title: 'Follow events', code: followInPage },
    { title: 'Post from a page', code: postInPage },
  ];
}

function snippetView({ title, code }: Snippet, actions: Actions) {
  return html`<h3>${title}</h3>
    <div class="snippet"><code>${code}</code>${copyButton(`Copy: ${title}`, () => code, actions.copy)}</div>`;
}
