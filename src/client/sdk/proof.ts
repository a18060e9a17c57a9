import { isNode } from './address.ts';
import type { ErrorInfo } from './clientError.ts';

/**
 * The headers for a program at an address, once it is sure that it holds the token, which is not sent there before.
 *
 * @param fail makes the error of the core: a second class of that name would not be the one that applications know
 */
export async function authorize(url: string, token: string, signal: AbortSignal, fail: (info: ErrorInfo) => Error): Promise<HeadersInit> {
  const code = 'hub-not-proven';
  // Pages that are not safe (http, not of this machine) have no cryptography, so they can trust nobody.
  if (!globalThis.crypto?.subtle)
    throw fail({ code, message: `This page cannot prove the hub at ${url}.`, next: 'Open the page by https, or as localhost.' });
  const nonce = crypto.randomUUID();
  const response = await fetch(`${url}/dev/health?nonce=${nonce}`, { signal, cache: 'no-store' });
  const health: unknown = await response.json().catch(() => undefined);
  if ((health as { proof?: unknown } | undefined)?.proof === (await hmac(token, nonce))) return { Authorization: `Bearer ${token}` };
  // Of an earlier run of the hub, perhaps, which may want none.
  if (isNode && token === process.env.DEV_SYNC_TOKEN) return {};
  throw fail({
    ...{ code, message: `What answers at ${url} does not know the token.` },
    next: 'Stop that program, or give the token of your hub. The token was not sent.',
  });
}

async function hmac(key: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', secret, encoder.encode(message));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
