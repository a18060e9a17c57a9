import type { Request, RequestHandler, Response } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
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

type Step = (request: Request, response: Response, options: GateOptions) => void;

/**
 * What every request passes before its body is read. The threat: any web page that the developer opens can reach this port, and DNS
 * rebinding makes it look like the same origin. Two steps write headers, the others refuse: the first that throws answers.
 *
 * The order is part of the contract. Before it, httpPort.ts refuses what is no request (400, 431), which no page can read: nothing is known of
 * it; a request whose body does not arrive (408) has passed this gate. After it: OPTIONS 204 (below) → unknown route 404 (app.ts), wrong
 * method 405 (routes/route.ts) → token 401 (access.ts) → sender of a signed post 401, length 413, type or encoding 415, malformed 400
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

/** The steps, and the answer to preflights that passed them. */
export function createGate(options: GateOptions): RequestHandler {
  return (request, response, next) => {
    for (const step of steps) step(request, response, options);
    if (request.method === 'OPTIONS') answerPreflight(request, response);
    else next();
  };
}

const writtenHeaders = Object.entries(securityHeaders);

function writeSecurityHeaders(_request: Request, response: Response): void {
  for (const [name, value] of writtenHeaders) response.setHeader(name, value);
}

/** An absolute-form target carries a second host, which nobody but a proxy needs. */
function requirePath(request: Request): void {
  if (!request.originalUrl.startsWith('/')) throw new DevSyncError('malformed-request', { message: 'The request target is not a path.' });
}

function requireHost(request: Request, _response: Response, { allowedHosts, pages }: GateOptions): void {
  const hosts = request.rawHeaders.filter((_, index, raw) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1 || hostName(host) === undefined) throw new DevSyncError('host-malformed');
  if (!isAllowedHost(host, allowedHosts) && !isAllowedHost(host, pages.externalHosts)) {
    throw new DevSyncError('host-not-allowed', { message: `The host name "${hostName(host)}" is not allowed.` });
  }
}

/** With an Origin, the list alone decides: a page on `localhost` that calls `127.0.0.1` is cross-site and still honest. */
function requireOrigin(request: Request, _response: Response, { allowedOrigins, pages }: GateOptions): void {
  const origin = request.get('Origin');
  if (origin === undefined) return;
  if (origin === 'null') throw new DevSyncError('origin-null');
  if (!isAllowedOrigin(origin, allowedOrigins) && !pages.externalOrigins.includes(origin)) {
    throw new DevSyncError('origin-not-allowed', { message: `Pages of ${JSON.stringify(origin)} may not talk to the hub.` });
  }
}

/** Browsers leave the Origin away on simple GETs; the fetch metadata then tells where they come from. */
function requireSameSite(request: Request): void {
  const site = request.get('Sec-Fetch-Site');
  if (request.get('Origin') !== undefined || site === undefined || harmlessSites.has(site)) return;
  const isNavigation = request.get('Sec-Fetch-Mode') === 'navigate' && request.get('Sec-Fetch-Dest') === 'document';
  if (!(isNavigation && request.path === '/')) throw new DevSyncError('cross-site');
}

/** Everything else is `cross-site`, or none of what browsers send. */
const harmlessSites: ReadonlySet<string> = new Set(['same-origin', 'same-site', 'none']);

function writeCorsHeaders(request: Request, response: Response): void {
  const origin = request.get('Origin');
  if (origin !== undefined) response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' });
  response.setHeader('Vary', 'Origin');
}

function requireNoServiceWorker(request: Request): void {
  if (request.get('Service-Worker') !== undefined) throw new DevSyncError('service-worker');
}

const ALLOWED_HEADERS = 'content-type, authorization, last-event-id, idempotency-key, webhook-id, webhook-timestamp, webhook-signature';
const PREFLIGHT_SECONDS = '600';

function answerPreflight(request: Request, response: Response): void {
  response.set({
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  if (request.get('Access-Control-Request-Private-Network') === 'true') response.set('Access-Control-Allow-Private-Network', 'true');
  response.status(204).end();
}
