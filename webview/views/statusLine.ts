import { html, nothing } from 'lit';
import { assertNever } from '../../src/shared/assertNever.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { visibleCount } from '../rows/listing.ts';
import type { PanelState } from '../store.ts';
import { formatCount, lineText, plural } from '../text.ts';
import { copyButton } from './copyButton.ts';
import { flashView } from './flash.ts';
import { icon } from './icon.ts';

const ABOUT_SUBSCRIBERS = 'Pages and programs that follow the events. Panels and editor windows are not counted.';

/** The bottom line: what the hub is doing, what was just done, and how much is shown. */
export function statusLineView(state: PanelState, actions: Actions) {
  return html`<footer class="status-line">
    <span class="status-state" role="status">${state.phase === 'ready' ? stateView(state.status) : 'Connecting…'}</span>
    ${state.phase === 'ready' ? besideView(state.status, actions) : nothing}
    ${flashView(state, actions)}
    <span class="status-count">${countText(state)}</span>
  </footer>`;
}

function stateView(status: HubStatus) {
  switch (status.state) {
    case 'stopped':
      return html`${icon('circle-large-outline')}Off`;
    case 'starting':
      return html`${icon('loading', 'codicon-modifier-spin')}Starting…`;
    case 'on':
      return html`${icon('circle-filled', status.problems.length > 0 ? 'is-degraded' : 'is-on')}On${status.requiresToken ? lockView() : nothing}`;
    case 'problem':
      return html`${icon('error', 'is-error')}Off`;
    default:
      return assertNever(status);
  }
}

function lockView() {
  const words = 'Every request needs the token';
  return html`<span class="codicon codicon-lock" role="img" aria-label=${words} title=${words}></span>`;
}

function besideView(status: HubStatus, actions: Actions) {
  if (status.state === 'on') return addressView(status, actions);
  if (status.state !== 'stopped') return nothing;
  return html`<button type="button" class="link" @click=${() => actions.run('start')}>Start</button>`;
}

function addressView({ url, owner, subscribers }: Extract<HubStatus, { state: 'on' }>, actions: Actions) {
  return html`<span class="status-url">${url}</span>${copyButton('Copy URL', () => url, actions.copy)}
    ${owner === undefined ? nothing : html`<span class="status-owner" title=${`This window has joined the hub of ${lineText(owner)}`}>hub of <bdi>${lineText(owner)}</bdi></span>`}
    <span class="status-subscribers" title=${ABOUT_SUBSCRIBERS} aria-description=${ABOUT_SUBSCRIBERS}>${plural(subscribers, 'subscriber')}</span>`;
}

function countText(state: PanelState): string {
  const count = shownText(state);
  return state.isPaused && count ? `Paused · ${count}` : count;
}

/** Of those that have left, their number stays. */
function shownText(state: PanelState): string {
  const { count, eventCount: here, waiting, query } = state;
  if (here === 0) return '';
  if (!query.isEmpty) return `${formatCount(visibleCount(state))} of ${plural(here, 'event')}`;
  const all = count - waiting.eventCount;
  return all > here ? `${plural(all, 'event')} · newest ${formatCount(here)} here` : plural(here, 'event');
}
