import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../../shared/hostNames.ts';
import { hostName } from './hosts.ts';

/**
 * Tells pages from programs, and the hub's own pages from those of others. It knows the addresses at which browsers reach the hub
 * from outside (Codespaces, SSH, containers), as the attached windows name them.
 */
export class Pages {
  readonly #externalUrls: () => readonly URL[];

  constructor(externalUrls: () => readonly URL[]) {
    this.#externalUrls = externalUrls;
  }

  /** Names of the hosts at which the hub is reached from outside. */
  get externalHosts(): readonly string[] {
    return this.#externalUrls().map(({ hostname }) => hostname);
  }

  /** What pages of those addresses have as their origin. */
  get externalOrigins(): readonly string[] {
    return this.#externalUrls().map(({ origin }) => origin);
  }

  /** Any page at all. Programs send neither an Origin nor fetch metadata. */
  isPage(request: IncomingMessage): boolean {
    return request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined || this.#isShared(request);
  }

  /** A page that is not served by this hub, or cannot be told from one. */
  isForeign(request: IncomingMessage): boolean {
    if (this.#isShared(request)) return true;
    const origin = request.headers.origin;
    if (origin !== undefined) return origin !== `http://${request.headers.host}` && !this.#isOwnOutside(origin);
    const site = request.headers['sec-fetch-site'];
    return site !== undefined && site !== 'same-origin' && site !== 'none';
  }

  /** An address on loopback is known by its Host: on the machine of the hub, that origin may be the page of another program. */
  #isOwnOutside(origin: string): boolean {
    return this.#externalUrls().some((url) => url.origin === origin && !isSharedOrigin(url) && !isLoopbackName(url.hostname));
  }

  /** Came by a proxy that has other programs on the same origin. Over plain http its pages even look like programs. */
  #isShared(request: IncomingMessage): boolean {
    return this.#externalUrls().some((url) => isSharedOrigin(url) && isHostOf(url, request.headers.host));
  }
}

/** As code-server does it with `/proxy/PORT/`: the path tells the programs apart, which browsers do not look at. */
function isSharedOrigin({ pathname }: URL): boolean {
  return pathname !== '/';
}

/** On loopback another port is another program. Elsewhere the name alone tells: proxies write the port that they like, or none. */
function isHostOf(url: URL, host = ''): boolean {
  return isLoopbackName(url.hostname) ? hostAt(url, host) === url.host : hostName(host) === url.hostname;
}

/** A Host header as a URL of that protocol has it: without the port that goes without saying. */
function hostAt({ protocol }: URL, host: string): string {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : host;
}
