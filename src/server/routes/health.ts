import type { HealthAnswer } from '../../shared/api.ts';
import { parseHealthQuery } from '../schemas/query.ts';
import { type AccessGuards, hasToken } from '../security/access.ts';
import type { Route } from './route.ts';

export type HealthRouteOptions = AccessGuards & { readonly describe: () => Omit<HealthAnswer, 'proof'> };

/** `GET /dev/health`: who is there, and on request the proof that it holds the token. */
export function healthRoute({ describe, token, requireToken, pages }: HealthRouteOptions): Route {
  return {
    method: 'get',
    path: '/dev/health',
    access: 'open',
    isAlwaysOpen: true,
    handle: (request, response) => {
      const { nonce } = parseHealthQuery(request.query);
      const shown = hasToken(request, token, false) ? describe() : withoutSecrets(describe(), requireToken, pages.isForeign(request));
      response.json(nonce === undefined ? shown : { ...shown, proof: token.prove(nonce) });
    },
  };
}

/** What somebody without the token sees. From the oldest position one can replay everything, and a path names the user: pages are not told them. */
function withoutSecrets(all: Omit<HealthAnswer, 'proof'>, requireToken: boolean, isForeign: boolean): object {
  if (requireToken) return { name: all.name, version: all.version };
  const { path: _path, ...log } = all.log;
  return isForeign ? { ...all, log: { ...log, oldest: null } } : all;
}
