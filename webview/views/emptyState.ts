import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { type HubAddress, quickStart } from '../../src/shared/api.ts';
import { DATA, fields } from '../../src/shared/query/dissect.ts';
import type { Actions } from '../actions.ts';
import { commandLabels } from '../commands.ts';
import { TYPED_EVENTS } from '../queryBox/seen.ts';
import { type TypeHint, typeHint } from '../queryBox/typeHint.ts';
import type { PanelState } from '../store.ts';
import { formatCount, lineText, plural } from '../text.ts';
import { copyButton } from './copyButton.ts';
import { icon } from './icon.ts';
import { sentenceView } from './sentence.ts';

const ABOUT_TOKEN =
  'Every request needs the token of the hub: new terminals of VS Code have it as `DEV_SYNC_TOKEN`; in a page, write it in place of `<token>`.';

/** So many that the filter names and nobody knows are listed. */
const UNKNOWN_FIELDS = 5;

/** What brings a hub that is off. A page in a browser can only look for it. */
const beginnings = ['start', 'reconnect'] as const;

type Snippet = { readonly title: string; readonly code: string };

/** What to do while there is nothing to see, with the lines that make something appear. */
export function emptyStateView(state: PanelState, actions: Actions): TemplateResult {
  const { status, defaultHub } = state;
  const hub = status.state === 'on' ? status : defaultHub;
  return html`<div class="empty">
    <header class="empty-header">
      <div class="empty-words"><h2>${titleOf(state)}</h2>
        ${state.start === null ? nothing : clearedView(actions)}
        <p>${leadOf(state)}</p>
        ${hub.requiresToken ? html`<p>${sentenceView(ABOUT_TOKEN)}</p>` : nothing}</div>
      ${buttonsView(state, actions)}
    </header>
    <div class="snippets">${snippetsFor(hub).map((snippet) => snippetView(snippet, actions))}</div>
  </div>`;
}

function clearedView(actions: Actions) {
  return html`<p>Older events are cleared from this view.
    <button type="button" class="link" @click=${() => actions.showCleared()}>Show Them</button></p>`;
}

/** The rows are there, the filter hides them all. */
export function noMatchView({ query, rows }: PanelState, actions: Actions): TemplateResult {
  const filterBy = (text: string): void => {
    actions.filter(text);
    // The buttons go away with the filter; the keyboard should not.
    document.querySelector<HTMLInputElement>('#filter-text')?.focus();
  };
  const hint = typeHint(query.text, rows, Date.now());
  return html`<div class="empty is-small" role="status">
    ${icon('filter', 'empty-icon')}
    <p>${hint ? 'No event has this very type.' : 'No event matches the filter.'}</p>
    ${query.unknownFields.length > 0 ? unknownFieldsView(query.unknownFields) : nothing}
    ${hint ? typeHintView(hint, rows.length > TYPED_EVENTS, filterBy) : nothing}
    <vscode-button secondary @click=${() => filterBy('')}>Clear Filter</vscode-button>
  </div>`;
}

function typeHintView({ query, count }: TypeHint, isOfNewest: boolean, filterBy: (text: string) => void) {
  const events = isOfNewest ? `${formatCount(count)} of the newest ${plural(TYPED_EVENTS, 'event')}` : plural(count, 'event');
  return html`<button type="button" class="link" @click=${() => filterBy(query)}
    ><code><bdi>${lineText(query)}</bdi></code> would match ${events}</button>`;
}

/** Their terms are searched as text, which is seldom what was meant. */
function unknownFieldsView(names: readonly string[]) {
  const wrong = names.slice(0, UNKNOWN_FIELDS).map((name) => html` <code>${lineText(name)}</code>`);
  const right = [...fields, `${DATA}…`].map((name) => html` <code>${name}</code>`);
  return html`<p>There is no field${wrong}. Fields:${right}</p>`;
}

export function pausedView(waiting: string, actions: Actions): TemplateResult {
  return html`<div class="empty is-small" role="status">
    ${icon('debug-pause', 'empty-icon')}
    <p>Paused. ${waiting}</p>
    <vscode-button secondary @click=${() => actions.dispatch({ kind: 'resumed' })}>Resume</vscode-button>
  </div>`;
}

function titleOf({ status, commands }: PanelState): string {
  if (status.state === 'on') return 'Waiting for events';
  if (status.state === 'starting') return 'The hub is starting';
  return commands.includes('start') ? 'The hub is off' : 'The hub is out of reach';
}

function leadOf({ status, commands }: PanelState): string {
  if (status.state === 'on') return 'Post one from anywhere on this machine and it appears here at once.';
  if (status.state === 'starting') return 'In a moment these lines work from anywhere on this machine.';
  const lines = 'these lines work from anywhere on this machine.';
  return commands.includes('start') ? `Start it, then ${lines}` : `As soon as this page has reached it, ${lines}`;
}

function buttonsView({ status, commands }: PanelState, actions: Actions) {
  const start = beginnings.find((command) => commands.includes(command));
  if (status.state === 'stopped' && start) {
    return html`<vscode-button @click=${() => actions.run(start)}>${commandLabels[start]}</vscode-button>`;
  }
  // A problem has its buttons in the banner above.
  return status.state === 'on'
    ? html`<div class="empty-buttons">
        <vscode-button secondary @click=${() => actions.run('sendTestEvent')}>Send Test Event</vscode-button>
        <vscode-button secondary @click=${() => actions.act('compose')}>Compose Event</vscode-button>
      </div>`
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
