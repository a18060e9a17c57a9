import type { IncomingMessage } from 'node:http';
import { DevSyncError } from '../../shared/errors.ts';
import { queryOf } from '../requestHead.ts';
import type { Pages } from './pages.ts';
import type { Token } from './token.ts';

/**
 * Who may use a route: `open` everybody that passed the gate, `page` programs and our own pages but other pages only with the
 * token, `token` only who has it.
 */
export type Access = 'open' | 'page' | 'token';

export type AccessRule = {
  readonly access: Access;
  /** `EventSource` cannot send headers: streams take the token as `?token=` too. */
  readonly allowsQueryToken?: boolean;
  /** Stays open when the token is required everywhere: clients must be able to tell whose port this is. */
  readonly isAlwaysOpen?: boolean;
};

/** What access is judged by. */
export type AccessGuards = { readonly token: Token; readonly requireToken: boolean; readonly pages: Pages };

/** The check of a route. It throws DevSyncError `token-required`. */
export function requireAccess(
  { access, allowsQueryToken = false, isAlwaysOpen = false }: AccessRule,
  { token, requireToken, pages }: AccessGuards,
): (request: IncomingMessage) => void {
  const needed = requireToken && !isAlwaysOpen ? 'token' : access;
  return (request) => {
    if (needed === 'token' || (needed === 'page' && pages.isForeign(request))) assertToken(request, token, allowsQueryToken);
  };
}

/** For handlers that need the token for a part of what they do. */
export function assertToken(request: IncomingMessage, token: Token, allowsQueryToken: boolean): void {
  if (hasToken(request, token, allowsQueryToken)) return;
  throw new DevSyncError('token-required', wrongToken(request, allowsQueryToken));
}

/** Whoever sends a token believes to have the right one, in the right place. */
function wrongToken(request: IncomingMessage, allowsQueryToken: boolean): { readonly message?: string } {
  const hasHeader = request.headers.authorization !== undefined;
  const isInQuery = queryOf(request).token !== undefined;
  if (!hasHeader && isInQuery && !allowsQueryToken) return { message: 'A token in the address counts on the two streams only.' };
  if (!hasHeader && !isInQuery) return {};
  return { message: 'What came is not the token of this hub: it is that of another run, or it was rotated.' };
}

export function hasToken(request: IncomingMessage, token: Token, allowsQueryToken: boolean): boolean {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token.matches(bearer)) return true;
  const query = allowsQueryToken ? queryOf(request).token : undefined;
  return typeof query === 'string' && token.matches(query);
}
