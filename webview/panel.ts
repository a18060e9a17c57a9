import { html, render } from 'lit';
import { toErrorInfo } from '../src/shared/errors.ts';
import type { MemoryChange, Seam, ViewApi } from '../src/shared/panel.ts';
import type { Handlers } from '../src/shared/rpc.ts';
import type { Actions, PanelModel } from './actions.ts';
import { createActs } from './acts/acts.ts';
import { type Keys, startKeys } from './acts/keys.ts';
import { DeliveryFeed } from './deliveries/feed.ts';
import { MarkFeed } from './deliveries/marks.ts';
import { createFrame } from './frame.ts';
import type { ConnectHost, PanelHost, SavedView } from './host/host.ts';
import { memoryChange } from './memory.ts';
import { LevelFeed } from './meter/levelFeed.ts';
import { Backfill } from './rows/backfill.ts';
import { pauseSeam } from './rows/pause.ts';
import { type Action, initialState, type PanelState, reduce } from './store.ts';
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
  let keys: Keys | undefined;
  const levels = new LevelFeed();
  const requestDraw = createFrame(() => draw());

  const dispatch = (action: Action): void => {
    const now = Date.now();
    const seam = action.kind === 'resumed' ? pauseSeam(state, now) : null;
    const next = reduce(state, action, now);
    if (next === state) return;
    const change = next.memory === state.memory ? null : memoryChange(state, action);
    state = next;
    levels.follow(state.status);
    deliveries.follow(state);
    marks.follow(state);
    if (change) actions.remember(change);
    if (seam) actions.keepSeam(seam);
    requestDraw();
  };
  const host = connect(viewOf(dispatch, levels, () => keys));
  const deliveries = new DeliveryFeed(host.calls.deliveries, (told) => dispatch({ kind: 'deliveries', told }));
  const marks = new MarkFeed(host.calls.deliveriesOf, (next) => dispatch({ kind: 'marked', marks: next }));
  const backfill = new Backfill({
    ask: host.calls.older,
    take: (before, page) => dispatch({ kind: 'older', before, page }),
    current: () => state,
  });
  const actions = createActions({ host, dispatch, deliveries, current: () => state });
  const setDetailShare = (share: number): void => {
    detailShare = share;
    requestDraw();
  };
  const save = saveOnChange(host);
  const draw = (): void => {
    keepFocus(root, () => render(panelView({ state, levels, detailShare, setDetailShare }, actions), root));
    backfill.follow();
    // Last: a host that cannot save must not stop the rest.
    save(state, detailShare);
  };

  const view = host.restore();
  detailShare = view.detailShare ?? DETAIL_SHARE;
  dispatch({ kind: 'restored', view });
  keys = startKeys({ root, host, actions, current: () => state });
  actions.retry();
}

function viewOf(dispatch: (action: Action) => void, levels: LevelFeed, keys: () => Keys | undefined): Handlers<ViewApi> {
  return {
    onEvents(events) {
      levels.takeEvents(events);
      dispatch({ kind: 'events', events });
    },
    onSnapshot: (snapshot) => dispatch({ kind: 'snapshot', snapshot }),
    onLevels: (frames) => levels.takeFrames(frames),
    onStatus: (status) => dispatch({ kind: 'status', status }),
    onSeam: (seam) => dispatch({ kind: 'seam', seam }),
    onStats: (stats) => dispatch({ kind: 'stats', stats }),
    onMemory: (memory) => dispatch({ kind: 'remembered', memory }),
    onAct: (act, key) => keys()?.onAct(act, key),
  };
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

function createActions(parts: ActionParts): Actions & { remember(change: MemoryChange): void; keepSeam(seam: Seam): void } {
  const { host, dispatch, current } = parts;
  const attempt = (call: Promise<unknown>): void => {
    call.catch((error: unknown) => dispatch({ kind: 'noticed', error: toErrorInfo(error) }));
  };
  /** What is shown begins somewhere else, for other panels of this place too. */
  const moveStart = (kind: 'cleared' | 'clearUndone'): void => {
    const { start } = current();
    dispatch({ kind });
    if (current().start !== start) attempt(host.calls.setStart(current().start));
  };
  const clear = (): void => moveStart('cleared');
  const undoClear = (): void => moveStart('clearUndone');
  const retry = (): void => {
    dispatch({ kind: 'retried' });
    host.calls.ready().then(
      (snapshot) => dispatch({ kind: 'snapshot', snapshot }),
      (error: unknown) => dispatch({ kind: 'failed', error: toErrorInfo(error) }),
    );
  };
  return {
    ...createActs({ host, dispatch, current, clear, undoClear }),
    ...createDeliveryActions(parts, attempt),
    current,
    dispatch,
    filter: (query) => dispatch({ kind: 'filtered', query }),
    keepFilter: () => dispatch({ kind: 'filterKept' }),
    clear,
    undoClear,
    showCleared: () => attempt(host.calls.setStart(null).then(retry)),
    remember: (change) => attempt(host.calls.remember(change)),
    keepSeam: (seam) => attempt(host.calls.keepSeam(seam)),
    copy: (text) => attempt(host.calls.copy(text)),
    raw: host.calls.raw,
    postOf: host.calls.postOf,
    run: (command) => attempt(host.calls.run(command)),
    retry,
  };
}

type DeliveryActions = Pick<Actions, 'retryDelivery' | 'retryFailed' | 'discardDelivery' | 'refreshDeliveries'>;

function createDeliveryActions({ host, deliveries }: ActionParts, attempt: (call: Promise<unknown>) => void): DeliveryActions {
  const underWay = new Set<string>();
  /** A second click before the first has its answer is none. */
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
    retryDelivery: (id) => settle(id, () => host.calls.retryDelivery(id)),
    retryFailed: () => settle('all', () => host.calls.retryFailed()),
    discardDelivery: (id) => settle(id, () => host.calls.discardDelivery(id)),
    refreshDeliveries: () => void deliveries.refresh(),
  };
}

/** `setState` serialises: it runs when something changed, not on each frame. */
function saveOnChange(host: PanelHost): (state: PanelState, detailShare: number) => void {
  let last: SavedView | undefined;
  return ({ filter, drafts, composer, isPaused, areStatsOpen, timeMode, isGrouping, isActivityShown }, detailShare) => {
    const looks = { isPaused, detailShare, areStatsOpen, timeMode, isGrouping, isActivityShown };
    const view = { query: filter, ...looks, drafts, isComposing: composer !== null && drafts.at(-1)?.of === composer.of };
    if (last && isSameView(view, last)) return;
    last = view;
    host.save(view);
  };
}

function isSameView(view: SavedView, other: SavedView): boolean {
  return (Object.keys(view) as (keyof SavedView)[]).every((key) => view[key] === other[key]);
}
