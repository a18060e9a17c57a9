import type { EventPost, HubAddress } from './api.ts';
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

/** What a person wants to find again in this workspace; each place keeps it in its own way. */
export type PanelMemory = {
  /** The last filters, newest first, at most `RECENT_QUERIES`. */
  readonly queries: readonly string[];
  /** Pinned events, oldest first, at most `PINS`, and no more than `PIN_CHARACTERS` of data together. */
  readonly pins: readonly LoggedEvent[];
};

/** What a person did to it. Never the memory as a whole, which another panel may change at the same moment. */
export type MemoryChange =
  | { readonly kind: 'filter'; readonly query: string }
  | { readonly kind: 'pin'; readonly event: LoggedEvent }
  | { readonly kind: 'unpin'; readonly id: string };

/** Everything that a view needs to draw itself anew. */
export type PanelSnapshot = {
  readonly status: HubStatus;
  /** What to teach with while the hub is off. */
  readonly defaultHub: HubAddress;
  /** The newest ones, oldest first, at most `SNAPSHOT_EVENTS`. */
  readonly events: readonly LoggedEvent[];
  /** What `older` takes to bring what lies before them; null when there is nothing. */
  readonly older: string | null;
  /** Id of the event behind which the view begins since it was cleared; null for the whole log. */
  readonly start: string | null;
  readonly seams: readonly Seam[];
  /** The newest figures; null when no hub is on. */
  readonly stats: Stats | null;
  readonly memory: PanelMemory;
  /** What this place can do of what panels offer: a browser page cannot start a hub. */
  readonly commands: readonly PanelCommand[];
  /** Whether files of the workspace can be opened here. */
  readonly canOpenFiles: boolean;
};

/** Events before those that a view has. */
export type OlderEvents = Pick<PanelSnapshot, 'events' | 'older'>;

/** Events of a snapshot. The rest comes page by page, so that the first ones show at once. */
export const SNAPSHOT_EVENTS = 1000;
/** Rows that a host keeps of its own, for when no hub can be asked. */
export const FEED_CAPACITY = 5000;
/** Rows that a panel keeps; older ones leave at the top. */
export const PANEL_CAPACITY = 100_000;
/** Data that these rows may hold together, in characters of JSON. At least the newest row stays, however large it is. */
export const PANEL_CHARACTERS = 32 * 1024 * 1024;
export const RECENT_QUERIES = 20;
export const PINS = 50;
export const PIN_CHARACTERS = 1024 * 1024;

/** Commands that the panel offers as buttons. */
export const panelCommands = [
  'start',
  'restart',
  // A page in a browser looks for the hub that it lost; it cannot start one.
  'reconnect',
  'showLog',
  'sendTestEvent',
  'startListening',
  'stopListening',
  'selectMicrophone',
  'setWebhookSecret',
  'openWebhookSettings',
  'deleteEventLog',
  // A page that has lost its token to a restart is told so until then.
  'goOnWithoutToken',
] as const;
export type PanelCommand = (typeof panelCommands)[number];

/**
 * What a person can do in a panel by keyboard, palette or menu, wherever it is. Those of an event are about the one that the menu was opened
 * on, else about the current row.
 */
export const panelActs = {
  resend: { title: 'Resend Event', key: 'r', isOfEvent: true },
  edit: { title: 'Edit and Resend Event', key: 'e', isOfEvent: true },
  copyJson: { title: 'Copy Event as JSON', key: 'c', isOfEvent: true },
  copyCurl: { title: 'Copy Event as curl', isOfEvent: true },
  copyFetch: { title: 'Copy Event as fetch', isOfEvent: true },
  copyHttpx: { title: 'Copy Event as httpx (Python)', isOfEvent: true },
  togglePin: { title: 'Pin or Unpin Event', key: 'p', isOfEvent: true },
  saveFixture: { title: 'Save Event as Fixture', isOfEvent: true },
  compose: { title: 'Compose Event', key: 'n', isOfEvent: false },
  focusFilter: { title: 'Filter Events', key: '/', isOfEvent: false },
  togglePause: { title: 'Pause or Resume Events', isOfEvent: false },
  clear: { title: 'Clear Events View', isOfEvent: false },
  undoClear: { title: 'Undo Clearing the Events View', isOfEvent: false },
  exportEvents: { title: 'Export Events', isOfEvent: false },
  importEvents: { title: 'Import and Replay Events', isOfEvent: false },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly key?: string; readonly isOfEvent: boolean }>>;
export type PanelAct = keyof typeof panelActs;

/** Where the keyboard is in a panel, `none` while it is in no panel: keys mean something outside of inputs only. */
export const focusAreas = ['list', 'detail', 'input', 'rest', 'none'] as const;
export type FocusArea = (typeof focusAreas)[number];

/** An event to publish. The data is JSON text, since numbers may have more digits than JavaScript holds. */
export type DraftText = { readonly type: string; readonly data: string; readonly source: string | null };

/** A draft that lies in the workspace, by its file name without the ending. */
export type Template = DraftText & { readonly name: string };

export type ExportFormat = 'ndjson' | 'json';

/** What was written where. `hasGap`: events between its first and its last left the log meanwhile, and are missing. */
export type ExportAnswer = { readonly count: number; readonly to: string; readonly hasGap: boolean };

/** What the view asks of its host (VS Code or a browser page). */
export type HostApi = {
  /** First call of every view, also after it was hidden; `onEvents` goes on exactly where the snapshot ends. */
  ready(): PanelSnapshot;
  /** What lies before an event, nothing from before the start of the view. */
  older(before: string): OlderEvents;
  /** The view begins behind this event from now on, also for other panels of this place; null for the whole log. The log stays. */
  setStart(id: string | null): void;
  /** A line that the view made itself is among those of the next snapshot. */
  keepSeam(seam: Seam): void;
  copy(text: string): void;
  run(command: PanelCommand): void;
  /** What became of an event at the targets, or of all that failed: newest first. */
  deliveries(wanted: { readonly event: string } | { readonly state: 'failed' }): readonly Delivery[];
  /** The same for several events at once, at most `limits.deliveryEvents`, without the bodies of the answers. */
  deliveriesOf(events: readonly string[]): readonly Delivery[];
  /** Sends it once more. */
  retryDelivery(id: string): void;
  /** Answers how many are sent once more. */
  retryFailed(): number;
  discardDelivery(id: string): void;
  /** JSON text of an event, with all digits of its numbers; null when the log does not have it any more. */
  raw(id: string): string | null;
  /** How an event came in; null when it was no post, or when that is not kept any more. */
  postOf(id: string): EventPost | null;
  /** Publishes an event. Answers its id; null for gauges. */
  send(draft: DraftText): string | null;
  /** Drafts of the workspace. */
  templates(): readonly Template[];
  /** Writes a draft where it is found again. Answers where that is, or null when the person changed their mind. */
  saveFixture(draft: DraftText): string | null;
  /**
   * Writes what the log has behind the start of the view and the query lets through. Answers how many went where, or null after a change of
   * mind. A format of null was not chosen yet.
   */
  exportEvents(query: string, format: ExportFormat | null): ExportAnswer | null;
  /** Asks for a file and how fast, and publishes what is in it. Answers how many; null after a change of mind. */
  importEvents(): number | null;
  openFile(place: { readonly folder: string; readonly file: string }): void;
  remember(change: MemoryChange): void;
  focusMoved(area: FocusArea): void;
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
  /** Chosen from a menu, the palette or by a key. `key` is that of the row whose menu it was. */
  onAct(act: PanelAct, key?: number): void;
  /** As it is since a change of this panel or of another one of this place. */
  onMemory(memory: PanelMemory): void;
};
