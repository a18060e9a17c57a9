import type { HubState } from './api.ts';
import type { ErrorInfo } from './errors.ts';

/** The words between a forked hub and its parent, over IPC. After `ready` the parent lets go: the hub outlives it. */
export type HubProcessMessage =
  | { readonly kind: 'ready'; readonly state: HubState }
  | { readonly kind: 'failed'; readonly error: ErrorInfo };

/** First message to a forked hub. `options` are those of `startServer`. */
export type HubStartMessage<Options> = { readonly kind: 'start'; readonly options: Options };
