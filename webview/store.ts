import type { HubAddress } from '../src/shared/api.ts';
import type { ErrorInfo } from '../src/shared/errors.ts';
import type { HubEvent } from '../src/shared/events.ts';
import type { DraftText, HubStatus, OlderEvents, PanelMemory, PanelSnapshot, Seam } from '../src/shared/panel.ts';
import type { ParsedQuery } from '../src/shared/query/query.ts';
import type { Stats } from '../src/shared/webhooks.ts';
import type { ComposerSeed } from './composer/draft.ts';
import type { DeliveryMark } from './deliveries/mark.ts';
import type { ToldDeliveries } from './deliveries/told.ts';
import { parseFilter } from './filter.ts';
import type { SavedView } from './host/host.ts';
import { reduceLooks } from './looks.ts';
import { noMemory } from './memory.ts';
import type { EventRow } from './row.ts';
import { type Cleared, clear, undoClear } from './rows/clearing.ts';
import { takeEvents, takeOlder, takeSeam, takeSnapshot } from './rows/intake.ts';
import { type Kept, noRows } from './rows/kept.ts';
import { type Listing, noListing, relist, toggleGroup } from './rows/listing.ts';
import { pause, resume } from './rows/pause.ts';
import type { TimeMode } from './time.ts';

/** A short confirmation. */
export type Flash = { readonly text: string };

/** Keys of the first and the last item that a person sees. */
export type Sight = { readonly from: number; readonly to: number };

/** What is shown is a `Listing`. Together with what waits and what a clear took it stays within PANEL_CHARACTERS. */
export type PanelState = Listing & {
  /** `failed`: the host did not answer the first call. */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly status: HubStatus;
  readonly defaultHub: HubAddress;
  readonly commands: PanelSnapshot['commands'];
  readonly canOpenFiles: boolean;
  /** What `HostApi.older` takes to bring what lies before the first row; null when nothing more is wanted or there. */
  readonly older: string | null;
  /** Id of the event behind which the view begins; null for the whole log. */
  readonly start: string | null;
  /** Events since the view began, also those that have left it. */
  readonly count: number;
  /** Events that the filter let through when they came, over the whole life of the view. */
  readonly arrived: number;
  /** Rows that came while paused. */
  readonly waiting: Kept;
  /** Some of those that waited had to go again. */
  readonly isWaitingCut: boolean;
  /** When the pause began, in milliseconds; null while not paused. */
  readonly pausedAt: number | null;
  readonly isPaused: boolean;
  /** What undoing the last clear brings back, as long as that is offered. */
  readonly cleared: Cleared | null;
  /** Events that came before the first snapshot. */
  readonly early: Kept;
  /** As it is being written. While it is wrong, the last right one (`query`) filters. */
  readonly filter: string;
  readonly parsed: ParsedQuery;
  readonly timeMode: TimeMode;
  readonly isActivityShown: boolean;
  readonly sight: Sight | null;
  /** How the events in sight fared at the targets, by their ids. */
  readonly marks: ReadonlyMap<string, DeliveryMark>;
  readonly memory: PanelMemory;
  readonly composer: ComposerSeed | null;
  /** What was composed and not sent, for when the composer opens again; the newest last. */
  readonly drafts: readonly ComposerSeed[];
  readonly flash: Flash | null;
  /** Key of the item that the keyboard stands on, or of one that is in a closed group. */
  readonly cursor: number | null;
  /** The event that is shown whole; it stays when its row leaves the list. */
  readonly detail: EventRow | null;
  /** The list of failed deliveries is in the second pane, or behind the detail that was opened from it. */
  readonly isFailedShown: boolean;
  /** What the host said last about deliveries; `shownDeliveries` knows whether it still answers the question. */
  readonly told: ToldDeliveries | null;
  readonly stats: Stats | null;
  readonly areStatsOpen: boolean;
  /** A call to the host that failed. */
  readonly notice: ErrorInfo | null;
  readonly nextKey: number;
};

export type Action =
  | { readonly kind: 'restored'; readonly view: Partial<SavedView> }
  | { readonly kind: 'snapshot'; readonly snapshot: PanelSnapshot }
  | { readonly kind: 'failed'; readonly error: ErrorInfo }
  | { readonly kind: 'retried' }
  | { readonly kind: 'events'; readonly events: readonly HubEvent[] }
  /** `before`: what was asked for. */
  | { readonly kind: 'older'; readonly before: string; readonly page: OlderEvents }
  | { readonly kind: 'status'; readonly status: HubStatus }
  | { readonly kind: 'seam'; readonly seam: Seam }
  | { readonly kind: 'stats'; readonly stats: Stats | null }
  | { readonly kind: 'statsToggled' }
  | { readonly kind: 'deliveries'; readonly told: ToldDeliveries }
  | { readonly kind: 'marked'; readonly marks: ReadonlyMap<string, DeliveryMark> }
  | { readonly kind: 'failedShown' }
  | { readonly kind: 'failedChosen'; readonly row: EventRow }
  | { readonly kind: 'failedClosed' }
  | { readonly kind: 'filtered'; readonly query: string }
  | { readonly kind: 'filterKept' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'clearUndone' }
  /** The undo is not offered any more. */
  | { readonly kind: 'clearKept' }
  | { readonly kind: 'timeModeChanged'; readonly mode: TimeMode }
  | { readonly kind: 'groupingToggled' }
  | { readonly kind: 'groupToggled'; readonly key: number }
  | { readonly kind: 'activityToggled' }
  /** `cursor`: key of the group that was chosen for its newest row. */
  | { readonly kind: 'selected'; readonly row: EventRow; readonly cursor?: number }
  /** What shows in the second pane, whatever it is. */
  | { readonly kind: 'paneClosed' }
  | { readonly kind: 'detailClosed' }
  | { readonly kind: 'sighted'; readonly sight: Sight | null }
  /** Told by the host: this panel or another one changed it. */
  | { readonly kind: 'remembered'; readonly memory: PanelMemory }
  | { readonly kind: 'pinToggled'; readonly row: EventRow }
  | { readonly kind: 'composerOpened'; readonly seed: ComposerSeed }
  | { readonly kind: 'composerClosed' }
  | { readonly kind: 'drafted'; readonly seed: ComposerSeed }
  /** What is kept is forgotten, unless it is another draft. */
  | { readonly kind: 'draftSent'; readonly draft: DraftText }
  | { readonly kind: 'flashed'; readonly flash: Flash | null }
  | { readonly kind: 'noticed'; readonly error: ErrorInfo }
  | { readonly kind: 'noticeClosed' };

export const initialState: PanelState = {
  ...noListing,
  phase: 'loading',
  status: { state: 'stopped' },
  defaultHub: { url: '' },
  commands: [],
  canOpenFiles: false,
  older: null,
  start: null,
  count: 0,
  arrived: 0,
  waiting: noRows,
  isWaitingCut: false,
  pausedAt: null,
  isPaused: false,
  cleared: null,
  early: noRows,
  filter: '',
  parsed: { ok: true, query: noListing.query },
  timeMode: 'clock',
  isActivityShown: true,
  sight: null,
  marks: new Map(),
  memory: noMemory,
  composer: null,
  drafts: [],
  flash: null,
  cursor: null,
  detail: null,
  isFailedShown: false,
  told: null,
  stats: null,
  areStatsOpen: false,
  notice: null,
  nextKey: 1,
};

/** @param now in milliseconds, for pauses and for times in filters */
export function reduce(state: PanelState, action: Action, now = Date.now()): PanelState {
  switch (action.kind) {
    case 'restored':
      return restore(state, action.view, now);
    case 'snapshot':
      return takeSnapshot(state, action.snapshot, now);
    case 'failed':
      return { ...state, phase: 'failed', notice: action.error };
    case 'retried':
      return { ...state, phase: 'loading', notice: null };
    case 'events':
      return takeEvents(state, action.events);
    case 'older':
      return takeOlder(state, action.before, action.page);
    case 'seam':
      return takeSeam(state, action.seam);
    case 'paused':
      return pause(state, now);
    case 'resumed':
      return resume(state, now);
    case 'cleared':
      return clear(state, now);
    case 'clearUndone':
      return undoClear(state);
    case 'filtered':
      return filterBy(state, action.query, now);
    case 'groupingToggled':
      return relist({ ...state, isGrouping: !state.isGrouping });
    case 'groupToggled':
      return toggleGroup(state, action.key);
    default:
      return reduceLooks(state, action);
  }
}

function restore(state: PanelState, view: Partial<SavedView>, now: number): PanelState {
  const { query = '', isPaused = false, isGrouping = state.isGrouping, timeMode = state.timeMode } = view;
  const { areStatsOpen = state.areStatsOpen, isActivityShown = state.isActivityShown } = view;
  const { drafts = [] } = view;
  const composer = (view.isComposing && drafts.at(-1)) || null;
  const restored = {
    ...state,
    drafts,
    composer,
    isPaused,
    pausedAt: isPaused ? now : null,
    isGrouping,
    timeMode,
    areStatsOpen,
    isActivityShown,
  };
  return filterBy(restored, query, now);
}

function filterBy(state: PanelState, filter: string, now: number): PanelState {
  const parsed = parseFilter(filter, now);
  const next = { ...state, filter, parsed };
  return parsed.ok ? relist({ ...next, query: parsed.query }) : next;
}
