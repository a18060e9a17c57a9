import type { DevSyncOptions } from './api.ts';

declare global {
  /** A page may say where its hub is before anything else runs. */
  var __DEV_SYNC_URL__: string | undefined;
  /** Of Node; bundlers put values in its place. */
  var process: { readonly env: Readonly<Record<string, string | undefined>>; readonly versions?: { readonly node?: string } };
  interface ImportMeta {
    /** Vite puts it in. */
    readonly env?: { readonly VITE_DEV_SYNC_URL?: string };
  }
}

const DEFAULT_URL = 'http://localhost:4848';
/** Where a hub serves this very file. */
const served = /(.+)\/dev\/client\.js$/;

export type Address = { readonly url: string; readonly token: string | undefined };

/** Node and its like: no person looks at it, and no browser writes a red line for each request that fails. */
export const isNode = !globalThis.document && globalThis.process?.versions?.node;

/** Where the hub is; an empty setting counts as none. */
export function findAddress({ url, token }: DevSyncOptions): Address {
  const { DEV_SYNC_URL = '', DEV_SYNC_TOKEN } = isNode ? process.env : {};
  const found = normalized(
    url ||
      served.exec(import.meta.url)?.[1] ||
      globalThis.__DEV_SYNC_URL__ ||
      DEV_SYNC_URL ||
      import.meta.env?.VITE_DEV_SYNC_URL ||
      ofNext() ||
      DEFAULT_URL,
  );
  return { url: found, token: token ?? (found === normalized(DEV_SYNC_URL) ? DEV_SYNC_TOKEN : undefined) };
}

function ofNext(): string | undefined {
  try {
    // Next writes the value over these very words.
    return process.env.NEXT_PUBLIC_DEV_SYNC_URL;
  } catch {
    // Elsewhere browsers do not know the name.
    return;
  }
}

/** With a scheme, unless it is a path of this very page, and without a slash at its end. */
function normalized(url: string | URL): string {
  return `${url}`.replace(/^(?!https?:|\/)/i, 'http://').replace(/\/+$/, '');
}
