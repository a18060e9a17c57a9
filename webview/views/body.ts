import './eventList.ts';
import { html, nothing } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';
import { visibleCount } from '../rows/listing.ts';
import type { PanelState } from '../store.ts';
import { activityStripView } from './activityStrip.ts';
import { emptyStateView, noMatchView, pausedView } from './emptyState.ts';
import { pinnedView } from './pinned.ts';
import { secondPaneView } from './secondPane.ts';

/** Everything between toolbar and status line: the rows with the detail beside them, or what to say instead. */
export function bodyView(model: PanelModel, actions: Actions) {
  const { state } = model;
  if (state.phase !== 'ready') return html`<div class="body"></div>`;
  return html`<div class="body">
    <div class="pane-first">${activityStripView(state, actions)}${pinnedView(state, actions)}${firstPane(state, actions)}</div>
    ${secondPaneView(model, actions)}
  </div>`;
}

function firstPane(state: PanelState, actions: Actions) {
  // Seams alone teach nothing.
  if (state.eventCount === 0) {
    if (state.isPaused) return pausedView(state, actions);
    return emptyStateView(state, actions);
  }
  const isAllHidden = visibleCount(state) === 0;
  // The list stays: it knows the place to come back to when the filter goes.
  return html`<ds-event-list
    ?hidden=${isAllHidden}
    .items=${state.items}
    .query=${state.query}
    .arrived=${state.arrived}
    .cursor=${state.cursor}
    .timeMode=${state.timeMode}
    .marks=${state.marks}
    .memory=${state.memory}
    .actions=${actions}
  ></ds-event-list>${isAllHidden ? noMatchView(state, actions) : nothing}`;
}
