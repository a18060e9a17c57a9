import type { ErrorInfo } from './clientError.ts';

/**
 * Makes sure that the program at an address holds the token, which is not sent there before.
 *
 * @param fail makes the error of the core: a second class of that name would not be the one that applications know
 */
export async function prove(url: string, token: string, signal: AbortSignal, fail: (info: ErrorInfo) => Error): Promise<void> {
  const code = 'hub-not-proven';
  // Pages that are not safe (http, not of this machine) have no cryptography, so they can trust nobody.
  if (!globalThis.crypto?.subtle)
    throw fail({ code, message: `this page cannot prove the hub at ${url}`, next: 'Open the page by https, or as localhost.' });
  const nonce = crypto.randomUUID();
  const response = await fetch(`${url}/dev/health?nonce=${nonce}`, { signal, cache: 'no-store' });
  const health: unknown = await response.json().catch(() => undefined);
  if ((health as { proof?: unknown } | undefined)?.proof === (await hmac(token, nonce))) return;
  throw fail({
    ...{ code, message: `what answers at ${url} does not know the token` },
    next: 'Stop that program, or give the token of your hub. The token was not sent.',
  });
}

async function hmac(key: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', secret, encoder.encode(message));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
