import type { HubAddress } from './api.ts';
import type { ErrorInfo } from './errors.ts';
import type { HubEvent, LoggedEvent } from './events.ts';
import type { Listening, MeterFrame } from './listening.ts';
import type { Delivery, Stats } from './webhooks.ts';

/** What the hub is doing, as the status bar and the panel show it. */
export type HubStatus =
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  | (HubAddress & {
      readonly state: 'on';
      /** Whose hub it is, when this window has joined that of another workspace. */
      readonly owner?: string;
      readonly subscribers: number;
      /** Degraded but running, as "files are not watched". */
      readonly problems: readonly ErrorInfo[];
      readonly listening: Listening;
    })
  | { readonly state: 'problem'; readonly error: ErrorInfo };

/** A line between rows: something happened to the stream itself. */
export type Seam = {
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly text: string;
};

/** Everything that a view needs to draw itself anew. */
export type PanelSnapshot = {
  readonly status: HubStatus;
  /** What to teach with while the hub is off. */
  readonly defaultHub: HubAddress;
  /** Oldest first, at most `PANEL_CAPACITY`. */
  readonly events: readonly LoggedEvent[];
  readonly seams: readonly Seam[];
  /** The newest figures; null when no hub is on. */
  readonly stats: Stats | null;
};

/** Rows that a panel keeps; older ones leave at the top. */
export const PANEL_CAPACITY = 5000;
/** Data that these rows may hold together, in characters of JSON. At least the newest row stays, however large it is. */
export const PANEL_CHARACTERS = 32 * 1024 * 1024;

/** Commands that the panel offers as buttons. */
export const panelCommands = [
  'start',
  'restart',
  'showLog',
  'sendTestEvent',
  'startListening',
  'stopListening',
  'selectMicrophone',
  'setWebhookSecret',
  'openWebhookSettings',
] as const;
export type PanelCommand = (typeof panelCommands)[number];

/** What the view asks of its host (VS Code or a browser page). */
export type HostApi = {
  /** First call of every view, also after it was hidden; `onEvents` goes on exactly where the snapshot ends. */
  ready(): PanelSnapshot;
  /** Moves the start of the view to now, or to the given event. The log stays. */
  clear(lastId: string | null): void;
  copy(text: string): void;
  run(command: PanelCommand): void;
  /** What became of an event at the targets, or of all that failed: newest first. */
  deliveries(wanted: { readonly event: string } | { readonly state: 'failed' }): readonly Delivery[];
  /** Sends it once more. */
  retryDelivery(id: string): void;
  /** Answers how many are sent once more. */
  retryFailed(): number;
  discardDelivery(id: string): void;
};

/** What the host tells the view. */
export type ViewApi = {
  /** Takes the place of everything shown: the host follows another log now. */
  onSnapshot(snapshot: PanelSnapshot): void;
  /** In order, each once, bundled per animation frame or so. Gauges are among them. */
  onEvents(events: readonly HubEvent[]): void;
  onStatus(status: HubStatus): void;
  onSeam(seam: Seam): void;
  /** Levels of our own microphone, 50 a second while it listens. Lost ones do not matter: each frame says it all. */
  onLevels(frames: readonly MeterFrame[]): void;
  /** Figures of the hub, at most once a second and only when they changed; null when no hub is on. */
  onStats(stats: Stats | null): void;
};
