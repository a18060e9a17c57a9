import type { Request, Response } from 'express';
import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { EventLog } from '../log/eventLog.ts';
import { parseEventsQuery } from '../schemas/query.ts';
import { type AccessGuards, assertToken, hasToken } from '../security/access.ts';
import type { Audience } from '../stream/audience.ts';
import type { Fanout } from '../stream/fanout.ts';
import type { LevelStreams } from '../stream/levelStreams.ts';
import { Subscriber, type SubscriberOptions } from '../stream/subscriber.ts';
import type { Windows } from '../stream/windows.ts';
import { openEventStream, type Route } from './route.ts';

export type EventsRouteOptions = Pick<AccessGuards, 'token' | 'pages'> & {
  readonly log: EventLog;
  readonly fanout: Fanout;
  readonly levels: LevelStreams;
  readonly windows: Windows;
  readonly audience: Audience;
  readonly logger: Logger;
  readonly now: () => Date;
};

const LONGEST_ID = 128;

/** `GET /dev/events`: the stream. */
export function eventsRoute(options: EventsRouteOptions): Route {
  const handle = async (request: Request, response: Response): Promise<void> => {
    const wish = readWish(request, options);
    if (options.fanout.size + options.levels.size >= limits.streams) throw new DevSyncError('too-many-streams');
    const socket = await openEventStream(request, response);
    if (socket) openStream(wish, { response, socket }, options);
  };
  return { method: 'get', path: '/dev/events', access: 'open', allowsQueryToken: true, handle };
}

type Wish = {
  readonly types: string;
  readonly client: string;
  readonly isCounted: boolean;
  /** Whether it hears how the hub itself is. */
  readonly isAudience: boolean;
  readonly isForeign: boolean;
  /** Position to start after, `earliest`, or undefined for "from now on". */
  readonly position: string | undefined;
  /** Set for the stream that holds the place of an editor window. */
  readonly windowId: string | undefined;
};

function readWish(request: Request, { token, pages }: Pick<EventsRouteOptions, 'token' | 'pages'>): Wish {
  const { types = '', client = '', window = '', last_event_id } = parseEventsQuery(request.query);
  const position = wantedPosition(request.get('Last-Event-ID') ?? last_event_id);
  const isEditor = client === 'window' || client === 'editor';
  const isPanel = client === 'panel';
  const isForeign = pages.isForeign(request) && !hasToken(request, token, true);
  // The editor's own streams are not counted and keep the hub alive, so nobody else may pose as one. A panel is one of our own pages.
  if (isEditor || (isForeign && (isPanel || position === 'earliest'))) assertToken(request, token, true);
  const windowId = client === 'window' ? window : undefined;
  return { types, client, isCounted: !isEditor && !isPanel, isAudience: isPanel || windowId !== undefined, isForeign, position, windowId };
}

function openStream(
  { types, client, isCounted, isAudience, isForeign, position, windowId }: Wish,
  { response, socket }: Pick<SubscriberOptions, 'response' | 'socket'>,
  options: EventsRouteOptions,
): void {
  const { log, fanout, windows, audience, logger, now } = options;
  const subscriber = new Subscriber({
    response,
    socket,
    types,
    client,
    isCounted,
    isForeign,
    position: position === 'earliest' ? log.start() : (position ?? log.head()),
    logger,
    now: () => now().getTime(),
  });
  fanout.add(subscriber);
  if (isAudience) audience.add(subscriber);
  if (windowId !== undefined) windows.attach(subscriber, windowId);
  audience.showSubscribers(fanout.count());
  subscriber.onDidClose(() => audience.showSubscribers(fanout.count()));
}

/** An empty or malformed id counts as none. */
function wantedPosition(id: string | undefined): string | undefined {
  return id !== undefined && id.length <= LONGEST_ID && /^[!-~]+$/.test(id) ? id : undefined;
}
