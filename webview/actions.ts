import type { PanelCommand } from '../src/shared/panel.ts';
import type { Filter } from './filter.ts';
import type { LevelFeed } from './meter/levelFeed.ts';
import type { Action, PanelState } from './store.ts';

/** What the views may ask for. */
export type Actions = {
  dispatch(action: Action): void;
  filter(filter: Partial<Filter>): void;
  clear(): void;
  copy(text: string): void;
  run(command: PanelCommand): void;
  retryDelivery(id: string): void;
  retryFailed(): void;
  discardDelivery(id: string): void;
  /** Asks again for what is in sight of the deliveries. */
  refreshDeliveries(): void;
  /** Asks the host for its first answer again. */
  retry(): void;
};

/** What the views draw: the state, the one thing that is only about looks, and what is drawn without them. */
export type PanelModel = {
  readonly state: PanelState;
  readonly levels: LevelFeed;
  readonly detailShare: number;
  setDetailShare(share: number): void;
};
