import { assertNever } from '../src/shared/assertNever.ts';
import { changedMemory } from '../src/shared/panelMemory.ts';
import { withDraft } from './composer/draft.ts';
import { isWanted } from './deliveries/told.ts';
import { memoryChange } from './memory.ts';
import type { Action, PanelState } from './store.ts';

type RowsAction =
  | 'restored'
  | 'snapshot'
  | 'failed'
  | 'retried'
  | 'events'
  | 'older'
  | 'seam'
  | 'paused'
  | 'resumed'
  | 'cleared'
  | 'clearUndone'
  | 'filtered'
  | 'groupingToggled'
  | 'groupToggled';
type LooksAction = Exclude<Action, { readonly kind: RowsAction }>;

/** The part of the reducer that leaves the rows alone. */
export function reduceLooks(state: PanelState, action: LooksAction): PanelState {
  switch (action.kind) {
    case 'status':
      return { ...state, status: action.status };
    case 'stats':
      return { ...state, stats: action.stats };
    case 'statsToggled':
      return { ...state, areStatsOpen: !state.areStatsOpen };
    case 'deliveries':
      return isWanted(state, action.told) ? { ...state, told: action.told } : state;
    case 'marked':
      return { ...state, marks: action.marks };
    case 'timeModeChanged':
      return { ...state, timeMode: action.mode };
    case 'activityToggled':
      return { ...state, isActivityShown: !state.isActivityShown };
    case 'sighted':
      return { ...state, sight: action.sight };
    case 'remembered':
      return { ...state, memory: action.memory };
    case 'filterKept':
    case 'pinToggled': {
      const change = memoryChange(state, action);
      return change ? { ...state, memory: changedMemory(state.memory, change) } : state;
    }
    case 'drafted':
      return { ...state, drafts: withDraft(state.drafts, action.seed) };
    case 'draftSent':
      return { ...state, drafts: state.drafts.filter(({ draft }) => draft !== action.draft) };
    case 'clearKept':
      return { ...state, cleared: null };
    case 'flashed':
      return { ...state, flash: action.flash };
    case 'noticed':
      return { ...state, notice: action.error };
    case 'noticeClosed':
      return { ...state, notice: null };
    default:
      return reduceSecondPane(state, action);
  }
}

type SecondPaneAction = Extract<
  LooksAction,
  {
    readonly kind:
      | 'selected'
      | 'paneClosed'
      | 'detailClosed'
      | 'failedShown'
      | 'failedChosen'
      | 'failedClosed'
      | 'composerOpened'
      | 'composerClosed';
  }
>;

function reduceSecondPane(state: PanelState, action: SecondPaneAction): PanelState {
  switch (action.kind) {
    case 'selected':
      return { ...state, cursor: action.cursor ?? action.row.key, detail: action.row, isFailedShown: false, composer: null };
    case 'paneClosed':
      return reduceSecondPane(state, { kind: closingOf(state) });
    case 'detailClosed':
      return { ...state, detail: null };
    case 'failedShown':
      return { ...state, isFailedShown: true, detail: null, composer: null };
    case 'failedChosen':
      return { ...state, cursor: action.row.key, detail: action.row };
    case 'failedClosed':
      return { ...state, isFailedShown: false };
    case 'composerOpened':
      return { ...state, composer: action.seed };
    case 'composerClosed':
      return { ...state, composer: null };
    default:
      return assertNever(action);
  }
}

/** What closes that which shows in the second pane; the rest stays behind it. */
function closingOf({ composer, detail }: PanelState) {
  if (composer) return 'composerClosed';
  return detail ? 'detailClosed' : 'failedClosed';
}
