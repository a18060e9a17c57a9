import { extname } from 'node:path';
import type { Request, Response } from 'express';
import { type HubAddress, quickStart } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Dashboard } from '../dashboard.ts';
import { dashboardHeaders, dashboardPolicy } from '../security/securityHeaders.ts';
import type { Route } from './route.ts';

export type HomeRouteOptions = {
  readonly baseUrl: () => string;
  readonly requireToken: boolean;
  readonly dashboard: Pick<Dashboard, 'page' | 'asset'>;
};

/** What is at the hub's address: the dashboard for browsers, and for programs how to use it. Nothing of the run is in either. */
export function homeRoutes(options: HomeRouteOptions): readonly Route[] {
  const isAlwaysOpen = true;
  return [
    { method: 'get', path: '/', access: 'open', isAlwaysOpen, handle: (request, response) => sendHome(request, response, options) },
    {
      method: 'get',
      path: '/dashboard/:file',
      access: 'open',
      isAlwaysOpen,
      handle: (request, response) => sendAsset(String(request.params.file), response, options),
    },
  ];
}

async function sendHome(request: Request, response: Response, { baseUrl, requireToken, dashboard }: HomeRouteOptions): Promise<void> {
  const page = request.accepts(['text', 'html']) === 'html' ? await dashboard.page() : undefined;
  response.vary('Accept');
  if (page) response.set('Content-Security-Policy', dashboardPolicy).set(dashboardHeaders).type('html').send(page);
  else response.type('text/plain').send(textOf({ url: baseUrl(), requiresToken: requireToken }));
}

async function sendAsset(name: string, response: Response, { dashboard }: HomeRouteOptions): Promise<void> {
  const asset = await dashboard.asset(name);
  if (!asset) throw new DevSyncError('not-found', { message: 'The dashboard has no such file.' });
  response.type(extname(name)).send(asset);
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
