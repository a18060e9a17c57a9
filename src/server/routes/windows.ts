import { limits, routes } from '../../shared/api.ts';
import type { ConsentAnswer, MicrophonePermission } from '../../shared/consent.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { MicrophoneConsent } from '../audio/microphoneConsent.ts';
import type { BodyReader } from '../body.ts';
import { parseConsentBody } from '../schemas/consent.ts';
import { parseShutdownQuery } from '../schemas/query.ts';
import { parseWatchBody } from '../schemas/watch.ts';
import { parseWindowBody } from '../schemas/window.ts';
import type { Audience } from '../stream/audience.ts';
import type { Windows } from '../stream/windows.ts';
import type { Route } from './route.ts';

export type WindowRouteOptions = {
  readonly windows: Windows;
  readonly audience: Pick<Audience, 'expectRestart'>;
  readonly consent: MicrophoneConsent;
  readonly shutDown: () => void;
  /** Middleware that reads a JSON body. */
  readonly json: BodyReader;
  readonly now: () => Date;
};

/** What only editor windows ask for: what to watch, what a window and its person say, and the end of the hub. */
export function windowRoutes({ windows, audience, consent, shutDown, json, now }: WindowRouteOptions): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/dev/watch',
      access: 'token',
      body: json,
      handle: (_request, response, { value }) => {
        const { window, ...watch } = parseWatchBody(value);
        if (!windows.setWatch(window, watch)) throw new DevSyncError('unknown-window');
        response.json({ success: true });
      },
    },
    {
      method: 'post',
      path: routes.window,
      access: 'token',
      body: json,
      handle: (_request, response, { value }) => {
        const { window, permissions, ...news } = parseWindowBody(value);
        const bounded = permissions && { permissions: permissions.map((permission) => withinBounds(permission, now())) };
        if (!windows.tell(window, { ...news, ...bounded })) throw new DevSyncError('unknown-window');
        response.json({ success: true });
      },
    },
    {
      method: 'post',
      path: routes.consent,
      access: 'token',
      body: json,
      handle: async (_request, response, { value }) => {
        const answer = parseConsentBody(value);
        if (!windows.isAttached(answer.window)) throw new DevSyncError('unknown-window');
        response.json({ success: true, outcome: await consent.answer(answer) } satisfies ConsentAnswer);
      },
    },
    {
      method: 'post',
      path: '/dev/shutdown',
      access: 'token',
      handle: (request, response) => {
        if (parseShutdownQuery(request.query).restart === 'true') audience.expectRestart();
        response.on('finish', shutDown);
        response.json({ success: true });
      },
    },
  ];
}

/** A clock that is set back, or a file that was edited, makes no permission for ever. */
function withinBounds({ origin, until }: MicrophonePermission, now: Date): MicrophonePermission {
  const latest = new Date(now.getTime() + limits.microphonePermissionMs);
  return { origin, until: Date.parse(until) > latest.getTime() ? latest.toISOString() : until };
}
