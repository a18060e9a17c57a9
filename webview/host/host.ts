import type { HostApi, ViewApi } from '../../src/shared/panel.ts';
import type { Handlers, Remote } from '../../src/shared/rpc.ts';

/** What a view finds again after it was hidden. Nothing vital: the host may lose it on a reload. */
export type SavedView = {
  readonly text: string;
  readonly types: string;
  readonly isPaused: boolean;
  /** Share of the width (or height) that the detail pane takes, 0 to 1. */
  readonly detailShare: number;
  /** Whether the figures behind the strip are in sight. */
  readonly areStatsOpen: boolean;
};

/** Where the panel runs. VS Code and a browser page each have their own. */
export type PanelHost = {
  readonly calls: Remote<HostApi>;
  restore(): Partial<SavedView>;
  save(view: SavedView): void;
};

export type ConnectHost = (view: Handlers<ViewApi>) => PanelHost;

/** Takes from a stored value what has the right type: it may have been written by another version. */
export function readSavedView(value: unknown): Partial<SavedView> {
  if (typeof value !== 'object' || value === null) return {};
  const { text, types, isPaused, detailShare, areStatsOpen } = value as Record<string, unknown>;
  return {
    ...(typeof text === 'string' && { text }),
    ...(typeof types === 'string' && { types }),
    ...(typeof isPaused === 'boolean' && { isPaused }),
    ...(typeof detailShare === 'number' && Number.isFinite(detailShare) && { detailShare }),
    ...(typeof areStatsOpen === 'boolean' && { areStatsOpen }),
  };
}
