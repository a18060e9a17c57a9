import type { DraftText, HostApi, ViewApi } from '../../src/shared/panel.ts';
import type { Handlers, Remote } from '../../src/shared/rpc.ts';
import type { ComposerSeed } from '../composer/draft.ts';
import { type TimeMode, timeModes } from '../time.ts';

/** What a view finds again after it was hidden. Nothing vital: the host may lose it on a reload. */
export type SavedView = {
  readonly query: string;
  readonly isPaused: boolean;
  /** Share of the width (or height) that the detail pane takes, 0 to 1. */
  readonly detailShare: number;
  /** Whether the figures behind the strip are in sight. */
  readonly areStatsOpen: boolean;
  readonly timeMode: TimeMode;
  /** Whether repeats share a row. */
  readonly isGrouping: boolean;
  /** Whether the activity strip is in sight. */
  readonly isActivityShown: boolean;
  /** What was composed and not sent, the newest last. */
  readonly drafts: readonly ComposerSeed[];
  /** Whether the composer is open with the newest of them. */
  readonly isComposing: boolean;
};

/** Where the panel runs. VS Code and a browser page each have their own. */
export type PanelHost = {
  readonly calls: Remote<HostApi>;
  /** Whether keys of one letter come back as `onAct`, since the person may have bound them otherwise. */
  readonly bindsKeys: boolean;
  restore(): Partial<SavedView>;
  save(view: SavedView): void;
};

export type ConnectHost = (view: Handlers<ViewApi>) => PanelHost;

/** Takes from a stored value what has the right type: it may have been written by another version. */
export function readSavedView(value: unknown): Partial<SavedView> {
  if (typeof value !== 'object' || value === null) return {};
  const { query, isPaused, detailShare, areStatsOpen, timeMode, isGrouping, isActivityShown, drafts, isComposing } = value as Record<
    string,
    unknown
  >;
  return {
    ...(typeof query === 'string' && { query }),
    ...(typeof isPaused === 'boolean' && { isPaused }),
    ...(typeof detailShare === 'number' && Number.isFinite(detailShare) && { detailShare }),
    ...(typeof areStatsOpen === 'boolean' && { areStatsOpen }),
    ...(isTimeMode(timeMode) && { timeMode }),
    ...(typeof isGrouping === 'boolean' && { isGrouping }),
    ...(typeof isActivityShown === 'boolean' && { isActivityShown }),
    ...(Array.isArray(drafts) && { drafts: drafts.filter(isSeed) }),
    ...(typeof isComposing === 'boolean' && { isComposing }),
  };
}

function isSeed(value: unknown): value is ComposerSeed {
  if (typeof value !== 'object' || value === null) return false;
  const { draft, of } = value as Record<string, unknown>;
  return isDraft(draft) && (typeof of === 'string' || of === null);
}

function isDraft(value: unknown): value is DraftText {
  if (typeof value !== 'object' || value === null) return false;
  const { type, data, source } = value as Record<string, unknown>;
  return typeof type === 'string' && typeof data === 'string' && (typeof source === 'string' || source === null);
}

function isTimeMode(value: unknown): value is TimeMode {
  return timeModes.some((mode) => mode === value);
}
