import type { RequestHandler } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
import type { ParsedBody } from '../body.ts';
import { parseShutdownQuery } from '../schemas/query.ts';
import { parseWatchBody } from '../schemas/watch.ts';
import type { Windows } from '../stream/windows.ts';
import type { Route } from './route.ts';

export type WindowRouteOptions = {
  readonly windows: Windows;
  readonly shutDown: () => void;
  /** Middleware that reads a JSON body. */
  readonly json: readonly RequestHandler[];
};

/** What only editor windows ask for: what to watch, and the end of the hub. */
export function windowRoutes({ windows, shutDown, json }: WindowRouteOptions): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/dev/watch',
      access: 'token',
      body: json,
      handle: (_request, response) => {
        const { window, ...watch } = parseWatchBody((response.locals.body as ParsedBody).value);
        if (!windows.setWatch(window, watch)) throw new DevSyncError('unknown-window');
        response.json({ success: true });
      },
    },
    {
      method: 'post',
      path: '/dev/shutdown',
      access: 'token',
      handle: (request, response) => {
        if (parseShutdownQuery(request.query).restart === 'true') windows.expectRestart();
        response.on('finish', shutDown);
        response.json({ success: true });
      },
    },
  ];
}
