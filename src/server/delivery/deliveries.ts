import type { Subscribe } from '../../shared/emitter.ts';
import type { Delivery, DeliveryState, TargetStats } from '../../shared/webhooks.ts';

/** What `GET /dev/deliveries` asks for. */
export type DeliveryQuery = {
  /** Ids of events. */
  readonly events?: readonly string[];
  /** Key or address of a target. */
  readonly target?: string;
  readonly state?: DeliveryState;
  readonly limit: number;
};

/** The webhooks that leave, as routes, statistics and windows see them. */
export type Deliveries = {
  /** Newest first. */
  list(query: DeliveryQuery): readonly Delivery[];
  /**
   * Sends it at once, also what was delivered or discarded before.
   *
   * @throws DevSyncError `unknown-delivery`, `delivery-settled` when its target is no target any more, or `unknown-id` when the log does
   *   not keep the event any more
   */
  retry(id: string): Promise<void>;
  /** Answers how many are sent once more. */
  retryFailed(): Promise<number>;
  /** @throws DevSyncError `unknown-delivery` or `delivery-settled` */
  discard(id: string): void;
  /** Forgets what is remembered of deliveries, as when the log is cleared. */
  clear(): void;
  targets(): readonly TargetStats[];
  /** Address of the first target that takes events of this type. */
  urlFor(type: string): string | undefined;
  /** Something in `targets()` or in a delivery changed. */
  readonly onDidChange: Subscribe<void>;
};
