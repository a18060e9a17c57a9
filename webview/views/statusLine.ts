import { html, nothing } from 'lit';
import { assertNever } from '../../src/shared/assertNever.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { filled, format, plural, t } from '../l10n.ts';
import { visibleCount } from '../rows/listing.ts';
import type { PanelState } from '../store.ts';
import { counted, eventsText, formatCount, lineText } from '../text.ts';
import { copyButton } from './copyButton.ts';
import { flashView } from './flash.ts';
import { icon } from './icon.ts';

const ABOUT_SUBSCRIBERS = t('Pages and programs that follow the events. Panels and editor windows are not counted.');

/** The bottom line: what the hub is doing, what was just done, and how much is shown. */
export function statusLineView(state: PanelState, actions: Actions) {
  return html`<footer class="status-line">
    <span class="status-state" role="status">${state.phase === 'ready' ? stateView(state.status) : t('Connecting…')}</span>
    ${state.phase === 'ready' ? besideView(state.status, actions) : nothing}
    ${flashView(state, actions)}
    <span class="status-count">${countText(state)}</span>
  </footer>`;
}

function stateView(status: HubStatus) {
  switch (status.state) {
    case 'stopped':
      return html`${icon('circle-large-outline')}${t('Off')}`;
    case 'starting':
      return html`${icon('loading', 'codicon-modifier-spin')}${t('Starting…')}`;
    case 'on':
      return html`${icon('circle-filled', status.problems.length > 0 ? 'is-degraded' : 'is-on')}${t('On')}${status.requiresToken ? lockView() : nothing}`;
    case 'problem':
      return html`${icon('error', 'is-error')}${t('Off')}`;
    default:
      return assertNever(status);
  }
}

function lockView() {
  const words = t('Every request needs the token');
  return html`<span class="codicon codicon-lock" role="img" aria-label=${words} title=${words}></span>`;
}

function besideView(status: HubStatus, actions: Actions) {
  if (status.state === 'on') return addressView(status, actions);
  if (status.state !== 'stopped') return nothing;
  return html`<button type="button" class="link" @click=${() => actions.run('start')}>${t('Start')}</button>`;
}

function addressView({ url, owner, subscribers }: Extract<HubStatus, { state: 'on' }>, actions: Actions) {
  return html`<span class="status-url">${url}</span>${copyButton(t('Copy URL'), () => url, actions.copy)}
    ${owner === undefined ? nothing : html`<span class="status-owner" title=${t('This window has joined the hub of {0}', lineText(owner))}>${filled(t('hub of {0}'), html`<bdi>${lineText(owner)}</bdi>`)}</span>`}
    <span class="status-subscribers" title=${ABOUT_SUBSCRIBERS} aria-description=${ABOUT_SUBSCRIBERS}>${counted(subscribers, t('{0} subscriber'), t('{0} subscribers'))}</span>`;
}

function countText(state: PanelState): string {
  const count = shownText(state);
  return state.isPaused && count ? t('Paused · {0}', count) : count;
}

/** Of those that have left, their number stays. */
function shownText(state: PanelState): string {
  const { count, eventCount: here, waiting, query } = state;
  if (here === 0) return '';
  if (!query.isEmpty) {
    const values = [formatCount(visibleCount(state)), formatCount(here)] as const;
    return format(plural(here, t('{0} of {1} event'), t('{0} of {1} events')), ...values);
  }
  const all = count - waiting.eventCount;
  if (all <= here) return eventsText(here);
  const values = [formatCount(all), formatCount(here)] as const;
  return format(plural(all, t('{0} event · newest {1} here'), t('{0} events · newest {1} here')), ...values);
}
