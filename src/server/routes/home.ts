import { type HubAddress, quickStart } from '../../shared/api.ts';
import type { Route } from './route.ts';

export type HomeRouteOptions = { readonly baseUrl: () => string; readonly requireToken: boolean };

/** What somebody who opens the hub's address in a browser gets: how to use it, nothing of the run. */
export function homeRoute({ baseUrl, requireToken }: HomeRouteOptions): Route {
  return {
    method: 'get',
    path: '/',
    access: 'open',
    isAlwaysOpen: true,
    handle: (_request, response) => void response.type('text/plain').send(textOf({ url: baseUrl(), requiresToken: requireToken })),
  };
}

function textOf(hub: HubAddress): string {
  const { postInTerminal, followInTerminal, followInPage } = quickStart(hub);
  return `${hub.requiresToken ? LOCKED : OPEN}

Post an event:
  ${postInTerminal}

Follow events, in a terminal or in a page on localhost:
  ${followInTerminal}
  ${followInPage}
`;
}

const OPEN = 'Dev Sync is on.';
const LOCKED = `Dev Sync is on, and answers only to who has its token.

The token is in the environment of VS Code's terminals as DEV_SYNC_TOKEN, and in the state file of the hub, whose path
\`dev-sync serve\` prints.`;
