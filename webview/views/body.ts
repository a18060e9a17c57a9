import './eventList.ts';
import { html } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';
import type { EventRow } from '../row.ts';
import { countEvents, hasEvents, type PanelState } from '../store.ts';
import { plural } from '../text.ts';
import { emptyStateView, noMatchView, pausedView } from './emptyState.ts';
import { secondPaneView } from './secondPane.ts';

/** Everything between toolbar and status line: the rows with the detail beside them, or what to say instead. */
export function bodyView(model: PanelModel, actions: Actions) {
  const { state } = model;
  if (state.phase !== 'ready') return html`<div class="body"></div>`;
  return html`<div class="body">
    <div class="pane-first">${firstPane(state, actions)}</div>
    ${secondPaneView(model, actions)}
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
    .close=${() => actions.dispatch({ kind: state.detail ? 'detailClosed' : 'failedClosed' })}
    .copy=${actions.copy}
  ></ds-event-list>`;
}
