import type { EventPost } from '../src/shared/api.ts';
import type { ErrorInfo } from '../src/shared/errors.ts';
import type { DraftText, ExportFormat, PanelAct, PanelCommand, Template } from '../src/shared/panel.ts';
import type { LevelFeed } from './meter/levelFeed.ts';
import type { EventRow } from './row.ts';
import type { Action, PanelState } from './store.ts';

/** What the views may ask for. */
export type Actions = {
  /** The state of this moment: what is drawn is that of the last frame. */
  current(): PanelState;
  dispatch(action: Action): void;
  filter(query: string): void;
  /** Keeps the present filter among the last ones. */
  keepFilter(): void;
  clear(): void;
  undoClear(): void;
  /** Brings back what was cleared at any time. */
  showCleared(): void;
  copy(text: string): void;
  run(command: PanelCommand): void;
  retryDelivery(id: string): void;
  retryFailed(): void;
  discardDelivery(id: string): void;
  /** Asks again for what is in sight of the deliveries. */
  refreshDeliveries(): void;
  /** Asks the host for its first answer again. */
  retry(): void;
  /** The one way in for keys, menus and buttons. Without a row it is about the current one. */
  act(act: PanelAct, row?: EventRow): void;
  /** The letter that does it here; undefined where the person may have bound another one. */
  keyOf(act: PanelAct): string | undefined;
  /** Publishes what was composed. Resolves with what went wrong, which shows where it was composed; null when it went out. */
  send(draft: DraftText): Promise<ErrorInfo | null>;
  /** Keeps what was composed in the workspace. Resolves as `send` does. */
  saveFixture(draft: DraftText): Promise<ErrorInfo | null>;
  /** Drafts of the workspace; none when they cannot be read. */
  templates(): Promise<readonly Template[]>;
  export(format: ExportFormat): void;
  openFile(place: { readonly folder: string; readonly file: string }): void;
  /** JSON text of an event with all digits of its numbers; null when the log does not have it any more. */
  raw(id: string): Promise<string | null>;
  /** How an event came in; null when it was no post, or when that is not kept any more. */
  postOf(id: string): Promise<EventPost | null>;
};

/** What the views draw: the state, the one thing that is only about looks, and what is drawn without them. */
export type PanelModel = {
  readonly state: PanelState;
  readonly levels: LevelFeed;
  readonly detailShare: number;
  setDetailShare(share: number): void;
};
