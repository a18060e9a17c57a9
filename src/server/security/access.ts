import type { Request, RequestHandler } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
import type { Token } from './token.ts';

/**
 * Who may use a route: `open` everybody that passed the gate, `page` programs and our own pages but other pages only with the
 * token, `microphone` programs but any page only with the token, `token` only who has it.
 */
export type Access = 'open' | 'page' | 'microphone' | 'token';

export type AccessRule = {
  readonly access: Access;
  /** `EventSource` cannot send headers: streams take the token as `?token=` too. */
  readonly allowsQueryToken?: boolean;
  /** Stays open when the token is required everywhere: clients must be able to tell whose port this is. */
  readonly isAlwaysOpen?: boolean;
};

export function requireAccess(
  { access, allowsQueryToken = false, isAlwaysOpen = false }: AccessRule,
  token: Token,
  requireToken: boolean,
): RequestHandler {
  const needed = requireToken && !isAlwaysOpen ? 'token' : access;
  return (request, _response, next) => {
    if (needed === 'microphone' && isPage(request) && !hasToken(request, token, allowsQueryToken)) throw new DevSyncError('mic-denied');
    if (needed === 'token' || (needed === 'page' && isForeignPage(request))) assertToken(request, token, allowsQueryToken);
    next();
  };
}

/** For handlers that need the token for a part of what they do. */
export function assertToken(request: Request, token: Token, allowsQueryToken: boolean): void {
  if (!hasToken(request, token, allowsQueryToken)) throw new DevSyncError('token-required');
}

export function hasToken(request: Request, token: Token, allowsQueryToken: boolean): boolean {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '') ?? [];
  const query = allowsQueryToken && typeof request.query.token === 'string' ? request.query.token : undefined;
  return token.matches(bearer) || token.matches(query);
}

/** Any page at all. Programs send neither an Origin nor fetch metadata. */
function isPage(request: Request): boolean {
  return request.get('Origin') !== undefined || request.get('Sec-Fetch-Site') !== undefined;
}

/** A page that is not served by this hub. */
export function isForeignPage(request: Request): boolean {
  const origin = request.get('Origin');
  const site = request.get('Sec-Fetch-Site');
  if (origin !== undefined) return origin !== `${request.protocol}://${request.get('Host')}`;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
