import type { Request, Response } from 'express';
import { limits, routes } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Listening, ListenStartAnswer, ListenStatusAnswer, ListenStopAnswer } from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Listener, ListenWish } from '../audio/listener.ts';
import { type ParsedBody, readBody } from '../body.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { parseListenBody } from '../schemas/listen.ts';
import { assertToken, hasToken, isForeignPage } from '../security/access.ts';
import type { Token } from '../security/token.ts';
import type { Fanout } from '../stream/fanout.ts';
import type { LevelStreams } from '../stream/levelStreams.ts';
import type { Windows } from '../stream/windows.ts';
import { openEventStream, type Route } from './route.ts';

export type ListenRouteOptions = {
  readonly listener: Listener;
  readonly deliveries: Pick<Deliveries, 'urlFor'>;
  readonly levels: LevelStreams;
  readonly fanout: Fanout;
  readonly windows: Windows;
  readonly token: Token;
  readonly baseUrl: () => string;
  readonly logger: Logger;
};

/** `/api/listen/*`: the microphone of the machine that the hub runs on. */
export function listenRoutes(options: ListenRouteOptions): readonly Route[] {
  const { listener, token, baseUrl } = options;
  const body = readBody({
    mediaTypes: ['application/json'],
    example: (path) => `curl -X POST ${baseUrl()}${path}, or with -H "Content-Type: application/json" -d '{"deviceId":"<id>"}'`,
    isOptional: true,
  });
  return [
    {
      method: 'post',
      path: routes.listenStart,
      access: 'microphone',
      body,
      handle: (request, response) => start(request, response, options),
    },
    {
      method: 'post',
      path: routes.listenStop,
      // Whoever may use the hub at all may switch it off.
      access: 'open',
      handle: async (_request, response) => {
        const sessionId = await listener.stop();
        response.json({ success: true, message: 'Listening stopped successfully', sessionId } satisfies ListenStopAnswer);
      },
    },
    {
      method: 'get',
      path: routes.listenStatus,
      access: 'open',
      handle: (request, response) => {
        const { state, level } = listener;
        const shown = isForeignPage(request) && !hasToken(request, token, false) ? withoutNames(state) : state;
        response.json({ ...shown, level } satisfies ListenStatusAnswer);
      },
    },
    {
      method: 'get',
      path: routes.listenDevices,
      access: 'page',
      handle: async (_request, response) => void response.json(await listener.microphones()),
    },
    {
      method: 'get',
      path: routes.listenLevels,
      access: 'open',
      allowsQueryToken: true,
      handle: (request, response) => followLevels(request, response, options),
    },
  ];
}

async function start(
  request: Request,
  response: Response,
  { listener, deliveries, windows, token, baseUrl, logger }: ListenRouteOptions,
): Promise<void> {
  const { deviceId, window } = parseListenBody((response.locals.body as ParsedBody).value);
  if (window !== undefined) {
    assertToken(request, token, false);
    if (!windows.isAttached(window)) throw new DevSyncError('unknown-window');
  }
  const wish: ListenWish = {
    startedBy: window === undefined ? 'program' : 'editor',
    ...(deviceId !== undefined && { device: deviceId }),
    ...(window !== undefined && { windowId: window }),
  };
  const { sessionId: before } = listener.state;
  const { sessionId, ...state } = await listener.start(wish);
  // It may have closed while an earlier session let go of the device, when there was nothing yet to end with it.
  if (window !== undefined && !windows.isAttached(window)) await listener.stopFor(window);
  const isNew = sessionId !== before;
  if (isNew && !hasToken(request, token, false)) {
    logger.warn('A program without the token switched the microphone on', { agent: request.get('User-Agent') });
  }
  response.json({
    success: true,
    message: isNew ? 'Listening started successfully' : alreadyOn(state),
    sessionId,
    webhookUrl: deliveries.urlFor('audio_level') ?? `${baseUrl()}${routes.receive}`,
  } satisfies ListenStartAnswer);
}

/** One microphone at a time: whoever asks for another one has to know that it was not switched. */
function alreadyOn({ isListening, device }: Pick<Listening, 'isListening' | 'device'>): string {
  if (!isListening) return `Listening already, but no sound arrives: it goes on as soon as "${device}" is back`;
  return `Listening already, to "${device}"; stop first to listen to another microphone`;
}

/** The name of a headset may be that of its owner, and sentences may name it too. */
function withoutNames(state: Listening): Listening {
  return { ...state, device: null, problem: state.problem && new DevSyncError(state.problem.code).toInfo() };
}

function followLevels(request: Request, response: Response, { levels, fanout }: ListenRouteOptions): void {
  if (levels.size + fanout.size >= limits.streams) throw new DevSyncError('too-many-streams');
  if (openEventStream(request, response)) levels.add(response);
}
