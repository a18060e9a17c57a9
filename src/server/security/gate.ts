import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
import { hostName, isAllowedHost } from './hosts.ts';
import { isAllowedOrigin } from './origins.ts';

export type GateOptions = {
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
};

const ALLOWED_HEADERS = 'content-type, authorization, last-event-id, idempotency-key, webhook-id, webhook-timestamp, webhook-signature';
const PREFLIGHT_SECONDS = '600';

/**
 * What every request passes before its body is read, in this order. The threat: any web page that the developer opens
 * can reach this port, and DNS rebinding makes it look like the same origin.
 */
export function createGate({ allowedHosts, allowedOrigins }: GateOptions): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    requirePlainTarget(request);
    requireHost(request, allowedHosts);
    const origin = request.get('Origin');
    if (origin === undefined) requireSameSite(request);
    else requireOrigin(origin, allowedOrigins);
    // Only now is it known that the page may read even our refusals.
    if (origin !== undefined) response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' });
    response.vary('Origin');
    requireNoServiceWorker(request);
    if (request.method === 'OPTIONS') answerPreflight(request, response);
    else next();
  };
}

/** An absolute-form target carries a second host, which nobody but a proxy needs. */
function requirePlainTarget(request: Request): void {
  if (!request.originalUrl.startsWith('/')) throw new DevSyncError('malformed-request', { message: 'The request target is not a path.' });
}

function requireHost(request: Request, allowedHosts: readonly string[]): void {
  const hosts = request.rawHeaders.filter((_, index, raw) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1 || hostName(host) === undefined) throw new DevSyncError('host-malformed');
  if (!isAllowedHost(host, allowedHosts)) {
    throw new DevSyncError('host-not-allowed', { message: `The host name "${hostName(host)}" is not allowed.` });
  }
}

function requireOrigin(origin: string, allowedOrigins: readonly string[]): void {
  if (origin === 'null') throw new DevSyncError('origin-null');
  if (!isAllowedOrigin(origin, allowedOrigins)) {
    throw new DevSyncError('origin-not-allowed', { message: `Pages of ${JSON.stringify(origin)} may not talk to the hub.` });
  }
}

/** Browsers leave the Origin away on simple GETs; the fetch metadata then tells where they come from. */
function requireSameSite(request: Request): void {
  if (request.get('Sec-Fetch-Site') !== 'cross-site') return;
  const isNavigation = request.get('Sec-Fetch-Mode') === 'navigate' && request.get('Sec-Fetch-Dest') === 'document';
  if (!(isNavigation && request.path === '/')) throw new DevSyncError('cross-site');
}

function requireNoServiceWorker(request: Request): void {
  if (request.get('Service-Worker') !== undefined) throw new DevSyncError('service-worker');
}

function answerPreflight(request: Request, response: Response): void {
  response.set({
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  if (request.get('Access-Control-Request-Private-Network') === 'true') response.set('Access-Control-Allow-Private-Network', 'true');
  response.status(204).end();
}
