// The public surface of `dev-sync/vite`, and all of it: the build copies this file as `vite.d.ts`.
import type { Plugin } from 'vite';

export type DevSyncPluginOptions = {
  /** Where the hub is. Else `DEV_SYNC_URL` of the terminal, then what the client finds by itself: `VITE_DEV_SYNC_URL`, `http://localhost:4848`. */
  readonly url?: string;
  /** The path at which the dev server takes webhooks, `/api/webhook/receive` unless given; `false` for none. */
  readonly receiver?: string | false;
};

/**
 * Gives an application `dev-sync/client` and `dev-sync/react`, and at `virtual:dev-sync` the webhooks that its dev server receives. A
 * production build gets the same names with nothing behind them.
 */
export declare function devSync(options?: DevSyncPluginOptions): Plugin;
