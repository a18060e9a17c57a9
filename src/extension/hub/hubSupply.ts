import type { HubState, WatchRequest } from '../../shared/api.ts';
import type { Predecessor } from './succession.ts';

/** Where hubs come from, and what this window tells them. */
export type HubSupply = {
  /** The proven hub that this window may use, if one runs. @param lost the one that it was at */
  find(lost?: HubState): Promise<HubState | undefined>;
  /** What the hub of this window left behind when it died, if it did: to start another one like it, and proven by nothing. */
  findRemains(): Promise<HubState | undefined>;
  /** Whether the settings allow this window to be at that hub. */
  allows(hub: HubState): boolean;
  /** Whose hub it is; undefined for that of this workspace. */
  ownerOf(hub: HubState): string | undefined;
  /** Starts a new hub, which takes the place of its predecessor. @throws DevSyncError */
  launch(predecessor?: Predecessor): Promise<HubState>;
  watchRequest(): WatchRequest;
  /**
   * Reads what the hub has logged so far, and answers the position from which the stream has to go on. Asked once for each log, and
   * again when the log does not know that position any more.
   */
  load(hub: HubState): Promise<string>;
  /** Called with the hub that this window is attached to, and with undefined after a stop that was wanted. */
  remember(hub: HubState | undefined): void;
};
