import { html, render } from 'lit';
import { type ErrorInfo, toDevSyncError } from '../src/shared/errors.ts';
import type { Actions, PanelModel } from './actions.ts';
import { DeliveryFeed } from './deliveries/feed.ts';
import { createFrame } from './frame.ts';
import type { ConnectHost, PanelHost } from './host/host.ts';
import { LevelFeed } from './meter/levelFeed.ts';
import { type Action, initialState, lastShownId, type PanelState, reduce } from './store.ts';
import { bannersView } from './views/banners.ts';
import { bodyView } from './views/body.ts';
import { keepFocus } from './views/focusKeeper.ts';
import { metersView } from './views/meters.ts';
import { statsStripView } from './views/statsStrip.ts';
import { statusLineView } from './views/statusLine.ts';
import { toolbarView } from './views/toolbar.ts';

const DETAIL_SHARE = 0.42;

/** Draws the panel into `root` and keeps it up to date. */
export function startPanel(root: HTMLElement, connect: ConnectHost): void {
  let state = initialState;
  let detailShare = DETAIL_SHARE;
  const levels = new LevelFeed();
  const requestDraw = createFrame(() => draw());

  const dispatch = (action: Action): void => {
    const next = reduce(state, action);
    if (next === state) return;
    state = next;
    levels.follow(state.status);
    deliveries.follow(state);
    requestDraw();
  };
  const host = connect({
    onEvents(events) {
      levels.takeEvents(events);
      dispatch({ kind: 'events', events });
    },
    onSnapshot: (snapshot) => dispatch({ kind: 'snapshot', snapshot }),
    onLevels: (frames) => levels.takeFrames(frames),
    onStatus: (status) => dispatch({ kind: 'status', status }),
    onSeam: (seam) => dispatch({ kind: 'seam', seam }),
    onStats: (stats) => dispatch({ kind: 'stats', stats }),
  });
  const deliveries = new DeliveryFeed(host.calls.deliveries, (told) => dispatch({ kind: 'deliveries', told }));
  const actions = createActions({ host, dispatch, deliveries, current: () => state });
  const setDetailShare = (share: number): void => {
    detailShare = share;
    requestDraw();
  };
  const save = saveOnChange(host);
  const draw = (): void => {
    save(state, detailShare);
    keepFocus(root, () => render(panelView({ state, levels, detailShare, setDetailShare }, actions), root));
  };

  const saved = host.restore();
  detailShare = saved.detailShare ?? DETAIL_SHARE;
  dispatch({
    kind: 'restored',
    filter: { text: saved.text ?? '', types: saved.types ?? '' },
    isPaused: saved.isPaused ?? false,
    areStatsOpen: saved.areStatsOpen ?? false,
  });
  root.addEventListener('keydown', focusFilterOnFind);
  actions.retry();
}

function panelView(model: PanelModel, actions: Actions) {
  const { state } = model;
  return html`
    ${toolbarView(state, actions)}
    ${bannersView(state, actions)}
    ${metersView(model, actions)}
    ${bodyView(model, actions)}
    ${statsStripView(state, actions)}
    ${statusLineView(state, actions)}
  `;
}

type ActionParts = {
  readonly host: PanelHost;
  readonly deliveries: DeliveryFeed;
  readonly dispatch: (action: Action) => void;
  readonly current: () => PanelState;
};

function createActions({ host, deliveries, dispatch, current }: ActionParts): Actions {
  const attempt = (call: Promise<unknown>): void => {
    call.catch((error: unknown) => dispatch({ kind: 'noticed', error: infoOf(error) }));
  };
  const underWay = new Set<string>();
  /** Changes deliveries. A second click before the first has its answer is none. */
  const settle = (key: string, call: () => Promise<unknown>): void => {
    if (underWay.has(key)) return;
    underWay.add(key);
    const settled = call().finally(() => {
      underWay.delete(key);
      void deliveries.refresh();
    });
    attempt(settled);
  };
  return {
    dispatch,
    filter: (change) => dispatch({ kind: 'filtered', filter: { ...current().filter, ...change } }),
    clear() {
      attempt(host.calls.clear(lastShownId(current())));
      dispatch({ kind: 'cleared' });
    },
    copy: (text) => attempt(host.calls.copy(text)),
    run: (command) => attempt(host.calls.run(command)),
    retryDelivery: (id) => settle(id, () => host.calls.retryDelivery(id)),
    retryFailed: () => settle('all', () => host.calls.retryFailed()),
    discardDelivery: (id) => settle(id, () => host.calls.discardDelivery(id)),
    refreshDeliveries: () => void deliveries.refresh(),
    retry() {
      dispatch({ kind: 'retried' });
      host.calls.ready().then(
        (snapshot) => dispatch({ kind: 'snapshot', snapshot }),
        (error: unknown) => dispatch({ kind: 'failed', error: infoOf(error) }),
      );
    },
  };
}

function infoOf(error: unknown): ErrorInfo {
  return toDevSyncError(error).toInfo();
}

/** `setState` serialises: it runs when something changed, not on each frame. */
function saveOnChange(host: PanelHost): (state: PanelState, detailShare: number) => void {
  let last = '';
  return ({ filter, isPaused, areStatsOpen }, detailShare) => {
    const view = { ...filter, isPaused, detailShare, areStatsOpen };
    const text = JSON.stringify(view);
    if (text === last) return;
    last = text;
    host.save(view);
  };
}

function focusFilterOnFind(event: KeyboardEvent): void {
  if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>('#filter-text')?.select();
}
