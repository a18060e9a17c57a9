import type { DevSyncOptions } from './api.ts';

declare global {
  /** A page may say where its hub is before anything else runs. */
  var __DEV_SYNC_URL__: string | undefined;
  interface ImportMeta {
    /** Vite puts it in. */
    readonly env?: { readonly VITE_DEV_SYNC_URL?: string };
  }
}
declare const process: { readonly env: Readonly<Record<string, string | undefined>>; readonly versions: { readonly node?: string } };

const DEFAULT_URL = 'http://localhost:4848';
/** Where a hub serves this very file. */
const served = /(.+)\/dev\/client\.js$/;

export type Address = { readonly url: string; readonly token: string | undefined };

/** Node and its like: no person looks at it, and no browser writes a red line for each request that fails. */
export const isNode = !globalThis.document && !!attempt(() => process.versions.node);

/** Where the hub is; an empty setting counts as none. */
export function findAddress({ url, token }: DevSyncOptions): Address {
  const { DEV_SYNC_URL = '', DEV_SYNC_TOKEN } = isNode ? process.env : {};
  const found =
    url ||
    served.exec(import.meta.url)?.[1] ||
    globalThis.__DEV_SYNC_URL__ ||
    DEV_SYNC_URL ||
    import.meta.env?.VITE_DEV_SYNC_URL ||
    // Next writes the value over these very words.
    attempt(() => process.env.NEXT_PUBLIC_DEV_SYNC_URL) ||
    DEFAULT_URL;
  return { url: withoutSlash(found), token: token ?? (withoutSlash(found) === withoutSlash(DEV_SYNC_URL) ? DEV_SYNC_TOKEN : undefined) };
}

/** For names that are not everywhere. */
function attempt(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
