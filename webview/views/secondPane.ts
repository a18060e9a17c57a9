import './eventDetail.ts';
import './failedList.ts';
import './splitter.ts';
import { html, nothing } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';
import { shownDeliveries } from '../deliveries/told.ts';
import type { EventRow } from '../row.ts';
import { countFailed } from '../stats/words.ts';
import type { PanelState } from '../store.ts';

/** Beside the rows or below them: one event, or the list of failed deliveries. */
export function secondPaneView({ state, detailShare, setDetailShare }: PanelModel, actions: Actions) {
  const pane = state.detail ? detailView(state, state.detail, actions) : state.isFailedShown ? failedView(state, actions) : nothing;
  if (pane === nothing) return nothing;
  return html`<ds-splitter .share=${detailShare} .change=${setDetailShare}></ds-splitter>${pane}`;
}

function detailView(state: PanelState, row: EventRow, actions: Actions) {
  const close = (): void => {
    actions.dispatch({ kind: 'detailClosed' });
    // The list of failed deliveries takes the focus by itself when it comes back.
    if (!state.isFailedShown) document.querySelector<HTMLElement>('.event-list')?.focus();
  };
  return html`<ds-event-detail
    .event=${row.event}
    .told=${shownDeliveries(state)}
    .isFromFailed=${state.isFailedShown}
    .close=${close}
    .actions=${actions}
  ></ds-event-detail>`;
}

function failedView(state: PanelState, actions: Actions) {
  const close = (): void => {
    actions.dispatch({ kind: 'failedClosed' });
    const opener = document.querySelector<HTMLElement>('.stats-failed') ?? document.querySelector<HTMLElement>('.event-list');
    opener?.focus();
  };
  return html`<ds-failed-list
    .told=${shownDeliveries(state)}
    .total=${countFailed(state.stats)}
    .isHubOn=${state.status.state === 'on'}
    .rows=${state.rows}
    .choose=${(row: EventRow) => actions.dispatch({ kind: 'failedChosen', row })}
    .close=${close}
    .actions=${actions}
  ></ds-failed-list>`;
}
