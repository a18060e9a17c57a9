import type { Request, Response } from 'express';
import { limits, routes } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type {
  ListenBody,
  Listening,
  ListenPendingAnswer,
  ListenStartAnswer,
  ListenStatusAnswer,
  ListenStopAnswer,
} from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Asker } from '../audio/askers.ts';
import type { Listener, ListenWish } from '../audio/listener.ts';
import type { ListenSession } from '../audio/listenSession.ts';
import type { MicrophoneConsent } from '../audio/microphoneConsent.ts';
import { readBody } from '../body.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { parseListenBody } from '../schemas/listen.ts';
import { type AccessGuards, assertToken, hasToken } from '../security/access.ts';
import type { Fanout } from '../stream/fanout.ts';
import type { LevelStreams } from '../stream/levelStreams.ts';
import type { Windows } from '../stream/windows.ts';
import { openEventStream, type Route } from './route.ts';

export type ListenRouteOptions = Pick<AccessGuards, 'token' | 'pages'> & {
  readonly listener: Listener;
  readonly consent: MicrophoneConsent;
  readonly deliveries: Pick<Deliveries, 'urlFor'>;
  readonly levels: LevelStreams;
  readonly fanout: Fanout;
  readonly windows: Pick<Windows, 'isAttached'>;
  readonly baseUrl: () => string;
  readonly logger: Logger;
};

/** `/api/listen/*`: the microphone of the machine that the hub runs on. */
export function listenRoutes(options: ListenRouteOptions): readonly Route[] {
  const { listener, consent, token, pages, baseUrl } = options;
  const body = readBody({
    mediaTypes: ['application/json'],
    example: (path) => `curl -X POST ${baseUrl()}${path}, or with -H "Content-Type: application/json" -d '{"deviceId":"<id>"}'`,
    isOptional: true,
  });
  return [
    {
      method: 'post',
      path: routes.listenStart,
      // Whether the asker may is for a person to say.
      access: 'open',
      body,
      handle: async (request, response, { value }) => start(request, response, parseListenBody(value), options),
    },
    {
      method: 'post',
      path: routes.listenStop,
      // Whoever may use the hub at all may switch it off.
      access: 'open',
      handle: async (_request, response) => {
        await consent.withdraw();
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
        const shown = pages.isForeign(request) && !hasToken(request, token, false) ? withoutNames(state) : state;
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

async function start(request: Request, response: Response, asked: ListenBody, options: ListenRouteOptions): Promise<void> {
  const { listener, consent, token, pages, logger } = options;
  const wish = listenWish(request, asked, options);
  const isTrusted = hasToken(request, token, false);
  const { sessionId: before } = listener.state;
  const session = isTrusted ? await listener.start(wish) : await consent.start(askerOf(request, pages), wish);
  if (!session) return void response.status(202).json(pending(request));
  const isNew = session.sessionId !== before;
  if (isNew && !isTrusted) {
    const who = { startedBy: wish.startedBy, origin: request.get('Origin'), agent: request.get('User-Agent') };
    logger.warn('The microphone was switched on without the token', who);
  }
  response.json(started(session, isNew, options));
}

/** @throws DevSyncError `token-required` or `unknown-window` */
function listenWish(request: Request, { deviceId, window }: ListenBody, { windows, token, pages }: ListenRouteOptions): ListenWish {
  if (window !== undefined) {
    assertToken(request, token, false);
    if (!windows.isAttached(window)) throw new DevSyncError('unknown-window');
  }
  const stranger = pages.isPage(request) ? 'page' : 'program';
  return {
    startedBy: window === undefined ? stranger : 'editor',
    ...(deviceId !== undefined && { device: deviceId }),
    ...(window !== undefined && { windowId: window }),
  };
}

/** Browsers name the page in every post; one that is not named cannot be asked about. */
function askerOf(request: Request, pages: ListenRouteOptions['pages']): Asker {
  const origin = request.get('Origin') ?? null;
  if (origin === null && pages.isPage(request))
    throw new DevSyncError('mic-denied', { message: 'The page does not say what its origin is.' });
  return origin;
}

function started(
  { sessionId, ...state }: ListenSession['state'],
  isNew: boolean,
  { deliveries, baseUrl }: Pick<ListenRouteOptions, 'deliveries' | 'baseUrl'>,
): ListenStartAnswer {
  return {
    success: true,
    message: isNew ? 'Listening started successfully' : alreadyOn(state),
    sessionId,
    webhookUrl: deliveries.urlFor('audio_level') ?? `${baseUrl()}${routes.receive}`,
  };
}

function pending(request: Request): ListenPendingAnswer {
  return {
    success: true,
    pending: true,
    sessionId: null,
    message: `VS Code asks whether ${request.get('Origin') ?? 'a program without the token'} may listen to the microphone.`,
    next: 'Answer there. The decision comes as `listening_status` ("active" or "denied"), and as the answer to the next start.',
  };
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

async function followLevels(request: Request, response: Response, { levels, fanout }: ListenRouteOptions): Promise<void> {
  if (levels.size + fanout.size >= limits.streams) throw new DevSyncError('too-many-streams');
  if (await openEventStream(request, response)) levels.add(response);
}
