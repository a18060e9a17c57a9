import './eventDetail.ts';
import './eventList.ts';
import './splitter.ts';
import { html, nothing } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';
import type { EventRow } from '../row.ts';
import { countEvents, hasEvents, type PanelState } from '../store.ts';
import { plural } from '../text.ts';
import { emptyStateView, noMatchView, pausedView } from './emptyState.ts';

/** Everything between toolbar and status line: the rows with the detail beside them, or what to say instead. */
export function bodyView({ state, detailShare, setDetailShare }: PanelModel, actions: Actions) {
  if (state.phase !== 'ready') return html`<div class="body"></div>`;
  return html`<div class="body">
    <div class="pane-first">${firstPane(state, actions)}</div>
    ${state.detail ? html`<ds-splitter .share=${detailShare} .change=${setDetailShare}></ds-splitter>${detailView(state.detail, actions)}` : nothing}
  </div>`;
}

function firstPane(state: PanelState, actions: Actions) {
  // Seams alone teach nothing.
  if (!hasEvents(state.rows)) {
    if (state.isPaused) return pausedView(`${plural(countEvents(state.waiting), 'event', state.isWaitingCut)} waiting.`, actions);
    return emptyStateView(state, actions);
  }
  if (!hasEvents(state.visible)) return noMatchView(actions);
  return html`<ds-event-list
    .rows=${state.visible}
    .cursor=${state.cursor}
    .select=${(row: EventRow) => actions.dispatch({ kind: 'selected', row })}
    .close=${() => actions.dispatch({ kind: 'detailClosed' })}
    .copy=${actions.copy}
  ></ds-event-list>`;
}

function detailView(row: EventRow, actions: Actions) {
  const close = (): void => {
    actions.dispatch({ kind: 'detailClosed' });
    document.querySelector<HTMLElement>('.event-list')?.focus();
  };
  return html`<ds-event-detail .event=${row.event} .close=${close} .copy=${actions.copy}></ds-event-detail>`;
}
