import type { IncomingMessage, ServerResponse } from 'node:http';
import { DevSyncError } from '../../shared/errors.ts';
import { pathOf } from '../requestHead.ts';
import { hostName, isAllowedHost } from './hosts.ts';
import { isAllowedOrigin } from './origins.ts';
import type { Pages } from './pages.ts';
import { securityHeaders } from './securityHeaders.ts';

export type GateOptions = {
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Knows where the hub is reached from outside, as long as it is. */
  readonly pages: Pick<Pages, 'externalHosts' | 'externalOrigins'>;
};

type Step = (request: IncomingMessage, response: ServerResponse, options: GateOptions) => void;

/**
 * What every request passes before its body is read. The threat: any web page that the developer opens can reach this port, and DNS
 * rebinding makes it look like the same origin. Two steps write headers, the others refuse: the first that throws answers.
 *
 * The order is part of the contract. Before it, httpPort.ts refuses what is no request (400, 431), which no page can read: nothing is known of
 * it; a request whose body does not arrive (408) has passed this gate. After it: OPTIONS 204 (below) → unknown route 404 (router.ts), wrong
 * method 405 (routes/mountRoutes.ts) → token 401 (access.ts) → sender of a signed post 401, length 413, type or encoding 415, malformed 400
 * (body.ts) → shape 422 (schemas/) → too many posts 429, which for an origin that is held comes in place of all that would follow the token
 * (originLimit.ts, routes/publish.ts) → no room, no device 503 (routes/).
 */
const steps: readonly Step[] = [
  writeSecurityHeaders,
  requirePath, // 400
  requireHost, // 400, 403
  requireOrigin, // 403
  requireSameSite, // 403
  // Only now is it known that the page may read even our refusals.
  writeCorsHeaders,
  requireNoServiceWorker, // 403
];

/** Whether a request goes on to its route. A preflight that has passed the steps is answered here. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The gate throws what it refuses. */
export function createGate(options: GateOptions): Gate {
  return (request, response) => {
    for (const step of steps) step(request, response, options);
    if (request.method === 'OPTIONS') answerPreflight(request, response);
    return request.method !== 'OPTIONS';
  };
}

const writtenHeaders = Object.entries(securityHeaders);

function writeSecurityHeaders(_request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of writtenHeaders) response.setHeader(name, value);
}

/** An absolute-form target carries a second host, which nobody but a proxy needs. */
function requirePath(request: IncomingMessage): void {
  if (!request.url?.startsWith('/')) throw new DevSyncError('malformed-request', { message: 'The request target is not a path.' });
}

function requireHost(request: IncomingMessage, _response: ServerResponse, { allowedHosts, pages }: GateOptions): void {
  const hosts = request.rawHeaders.filter((_, index, raw) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1 || hostName(host) === undefined) throw new DevSyncError('host-malformed');
  if (!isAllowedHost(host, allowedHosts) && !isAllowedHost(host, pages.externalHosts)) {
    throw new DevSyncError('host-not-allowed', { message: `The host name "${hostName(host)}" is not allowed.` });
  }
}

/** With an Origin, the list alone decides: a page on `localhost` that calls `127.0.0.1` is cross-site and still honest. */
function requireOrigin(request: IncomingMessage, _response: ServerResponse, { allowedOrigins, pages }: GateOptions): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  if (origin === 'null') throw new DevSyncError('origin-null');
  if (!isAllowedOrigin(origin, allowedOrigins) && !pages.externalOrigins.includes(origin)) {
    throw new DevSyncError('origin-not-allowed', { message: `Pages of ${JSON.stringify(origin)} may not talk to the hub.` });
  }
}

/** Browsers leave the Origin away on simple GETs; the fetch metadata then tells where they come from. */
function requireSameSite(request: IncomingMessage): void {
  const site = request.headers['sec-fetch-site'];
  if (request.headers.origin !== undefined || site === undefined || harmlessSites.has(site)) return;
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  if (!(isNavigation && pathOf(request) === '/')) throw new DevSyncError('cross-site');
}

/** Everything else is `cross-site`, or none of what browsers send. */
const harmlessSites: ReadonlySet<string> = new Set(['same-origin', 'same-site', 'none']);

function writeCorsHeaders(request: IncomingMessage, response: ServerResponse): void {
  const origin = request.headers.origin;
  if (origin !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  }
  response.setHeader('Vary', 'Origin');
}

function requireNoServiceWorker(request: IncomingMessage): void {
  if (request.headers['service-worker'] !== undefined) throw new DevSyncError('service-worker');
}

const ALLOWED_HEADERS = 'content-type, authorization, last-event-id, idempotency-key, webhook-id, webhook-timestamp, webhook-signature';
const PREFLIGHT_SECONDS = '600';

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const asksForPrivateNetwork = request.headers['access-control-request-private-network'] === 'true';
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
    ...(asksForPrivateNetwork && { 'Access-Control-Allow-Private-Network': 'true' }),
  });
  response.end();
}
