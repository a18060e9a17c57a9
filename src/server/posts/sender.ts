import type { IncomingMessage } from 'node:http';
import type { EventPost } from '../../shared/api.ts';
import type { IsSecret } from './secrets.ts';

/** Who posted, and how: as it came, since hardly anybody ever asks for it. */
export type Sender = Pick<EventPost, 'method' | 'bytes'> & {
  readonly url: string;
  /** Undefined when the connection has ended already. */
  readonly address: string | undefined;
  /** Names and values by turns, as Node has them. */
  readonly rawHeaders: readonly string[];
};

/** To be called before anything is waited for: the address goes with the connection. */
export function senderOf({ method = '', url = '', rawHeaders, socket }: IncomingMessage, bytes: number): Sender {
  return { method, url, address: socket.remoteAddress, rawHeaders, bytes };
}

/** What may be shown of it. */
export function shownSender({ method, url, address, rawHeaders, bytes }: Sender, isSecret: IsSecret): Omit<EventPost, 'at' | 'events'> {
  const headers: (readonly [name: string, value: string | null])[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    headers.push([name, isSecret(name, value) ? null : value]);
  }
  // A port for both versions of IP writes the older ones like this.
  return { method, path: withoutSecrets(url, isSecret), address: address?.replace(/^::ffff:/, '') ?? 'unknown', headers, bytes };
}

function withoutSecrets(url: string, isSecret: IsSecret): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const shown = url
    .slice(at + 1)
    .split('&')
    .filter((part) => !isSecretPart(part, isSecret));
  return shown.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${shown.join('&')}`;
}

function isSecretPart(part: string, isSecret: IsSecret): boolean {
  return [...new URLSearchParams(part)].some(([name, value]) => isSecret(name, value));
}
