import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { curlPost, routes } from '../../src/shared/api.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import type { PanelState } from '../store.ts';
import { copyButton } from './copyButton.ts';
import { icon } from './icon.ts';

type Snippet = { readonly title: string; readonly code: string };

/** What to do while there is nothing to see, with the lines that make something appear. */
export function emptyStateView({ status, defaultUrl }: PanelState, actions: Actions): TemplateResult {
  const url = status.state === 'on' ? status.url : defaultUrl;
  return html`<div class="empty">
    <header class="empty-header">
      <div class="empty-words"><h2>${titleOf(status)}</h2><p>${leadOf(status)}</p></div>
      ${buttonView(status, actions)}
    </header>
    <div class="snippets">${snippetsFor(url).map((snippet) => snippetView(snippet, actions))}</div>
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

function snippetsFor(url: string): readonly Snippet[] {
  const body = `JSON.stringify({ event_type: 'test.event', data: { message: 'Hello from the page' } })`;
  return [
    { title: 'Post from a terminal', code: curlPost(url) },
    {
      title: 'Follow events',
      code: `new EventSource('${url}${routes.events}').onmessage = (event) => console.log(JSON.parse(event.data))`,
    },
    {
      title: 'Post from a page',
      code: `fetch('${url}${routes.webhook}', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ${body} })`,
    },
  ];
}

function snippetView({ title, code }: Snippet, actions: Actions) {
  return html`<h3>${title}</h3>
    <div class="snippet"><code>${code}</code>${copyButton(`Copy: ${title}`, () => code, actions.copy)}</div>`;
}
