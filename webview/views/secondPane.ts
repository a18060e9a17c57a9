import './eventDetail.ts';
import './failedList.ts';
import './splitter.ts';
import { html, nothing } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';
import { shownDeliveries } from '../deliveries/told.ts';
import type { EventRow } from '../row.ts';
import { countFailed } from '../stats/words.ts';
import type { PanelState } from '../store.ts';
import { composerView } from './composer.ts';

/** Beside the rows or below them: what is being composed, one event, or the list of failed deliveries. */
export function secondPaneView({ state, detailShare, setDetailShare }: PanelModel, actions: Actions) {
  const pane = paneView(state, actions);
  if (pane === nothing) return nothing;
  return html`<ds-splitter .share=${detailShare} .change=${setDetailShare}></ds-splitter>${pane}`;
}

function paneView(state: PanelState, actions: Actions) {
  if (state.composer) return composerView(state, state.composer, actions);
  if (state.detail) return detailView(state, state.detail, actions);
  return state.isFailedShown ? failedView(state, actions) : nothing;
}

function detailView(state: PanelState, row: EventRow, actions: Actions) {
  return html`<ds-event-detail
    .row=${row}
    .rows=${state.rows}
    .memory=${state.memory}
    .told=${shownDeliveries(state)}
    .canOpenFiles=${state.canOpenFiles}
    .isFromFailed=${state.isFailedShown}
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
