import { filled, format, plural, t } from '../l10n.ts';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { type HubAddress, quickStart } from '../../src/shared/api.ts';
import { DATA, fields } from '../../src/shared/query/dissect.ts';
import type { Actions } from '../actions.ts';
import { commandLabels } from '../commands.ts';
import { TYPED_EVENTS } from '../queryBox/seen.ts';
import { type TypeHint, typeHint } from '../queryBox/typeHint.ts';
import type { PanelState } from '../store.ts';
import { formatCount, lineText } from '../text.ts';
import { copyButton } from './copyButton.ts';
import { icon } from './icon.ts';
import { sentenceView } from './sentence.ts';

const ABOUT_TOKEN = t(
  'Every request needs the token of the hub: new terminals of VS Code have it as `DEV_SYNC_TOKEN`; in a page, write it in place of `<token>`.',
);

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
  return html`<p>${t('Older events are cleared from this view.')}
    <button type="button" class="link" @click=${() => actions.showCleared()}>${t('Show Them')}</button></p>`;
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
    <p>${hint ? t('No event has this very type.') : t('No event matches the filter.')}</p>
    ${query.unknownFields.length > 0 ? unknownFieldsView(query.unknownFields) : nothing}
    ${hint ? typeHintView(hint, rows.length > TYPED_EVENTS, filterBy) : nothing}
    <vscode-button secondary @click=${() => filterBy('')}>${t('Clear Filter')}</vscode-button>
  </div>`;
}

function typeHintView({ query, count }: TypeHint, isOfNewest: boolean, filterBy: (text: string) => void) {
  const sentence = isOfNewest
    ? t('{0} would match {1} of the newest {2} events')
    : plural(count, t('{0} would match {1} event'), t('{0} would match {1} events'));
  const pattern = html`<code><bdi>${lineText(query)}</bdi></code>`;
  return html`<button type="button" class="link" @click=${() => filterBy(query)}
    >${filled(sentence, pattern, formatCount(count), formatCount(TYPED_EVENTS))}</button>`;
}

/** Their terms are searched as text, which is seldom what was meant. */
function unknownFieldsView(names: readonly string[]) {
  const right = [...fields, `${DATA}…`];
  return html`<p>${filled(t('There is no field {0}. Fields: {1}'), codesView(names.slice(0, UNKNOWN_FIELDS)), codesView(right))}</p>`;
}

function codesView(names: readonly string[]) {
  return names.map((name, index) => html`${index > 0 ? ' ' : nothing}<code>${lineText(name)}</code>`);
}

export function pausedView({ waiting, isWaitingCut }: PanelState, actions: Actions): TemplateResult {
  const sentence = plural(waiting.eventCount, t('Paused. {0} event waiting.'), t('Paused. {0} events waiting.'));
  return html`<div class="empty is-small" role="status">
    ${icon('debug-pause', 'empty-icon')}
    <p>${format(sentence, formatCount(waiting.eventCount, isWaitingCut))}</p>
    <vscode-button secondary @click=${() => actions.dispatch({ kind: 'resumed' })}>${t('Resume')}</vscode-button>
  </div>`;
}

function titleOf({ status, commands }: PanelState): string {
  if (status.state === 'on') return t('Waiting for events');
  if (status.state === 'starting') return t('The hub is starting');
  return commands.includes('start') ? t('The hub is off') : t('The hub is out of reach');
}

function leadOf({ status, commands }: PanelState): string {
  if (status.state === 'on') return t('Post one from anywhere on this machine and it appears here at once.');
  if (status.state === 'starting') return t('In a moment these lines work from anywhere on this machine.');
  return commands.includes('start')
    ? t('Start it, then these lines work from anywhere on this machine.')
    : t('As soon as this page has reached it, these lines work from anywhere on this machine.');
}

function buttonsView({ status, commands }: PanelState, actions: Actions) {
  const start = beginnings.find((command) => commands.includes(command));
  if (status.state === 'stopped' && start) {
    return html`<vscode-button @click=${() => actions.run(start)}>${commandLabels[start]}</vscode-button>`;
  }
  // A problem has its buttons in the banner above.
  return status.state === 'on'
    ? html`<div class="empty-buttons">
        <vscode-button secondary @click=${() => actions.run('sendTestEvent')}>${t('Send Test Event')}</vscode-button>
        <vscode-button secondary @click=${() => actions.act('compose')}>${t('Compose Event')}</vscode-button>
      </div>`
    : nothing;
}

function snippetsFor(hub: HubAddress): readonly Snippet[] {
  const { postInTerminal, followInPage, postInPage } = quickStart(hub);
  return [
    { title: t('Post from a terminal'), code: postInTerminal },
    { title: t('Follow events'), code: followInPage },
    { title: t('Post from a page'), code: postInPage },
  ];
}

function snippetView({ title, code }: Snippet, actions: Actions) {
  return html`<h3>${title}</h3>
    <div class="snippet"><code>${code}</code>${copyButton(t('Copy: {0}', title), () => code, actions.copy)}</div>`;
}
