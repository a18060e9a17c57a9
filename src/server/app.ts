import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { curlPost, type HealthAnswer } from '../shared/api.ts';
import { DevSyncError, type ErrorBody, type ErrorCode, toDevSyncError } from '../shared/errors.ts';
import { toJsonLine } from '../shared/jsonText.ts';
import type { LogFields, Logger } from '../shared/logger.ts';
import type { Listener } from './audio/listener.ts';
import type { MicrophoneConsent } from './audio/microphoneConsent.ts';
import { readBody } from './body.ts';
import type { BurstLog } from './burstLog.ts';
import { clearHistory } from './clearHistory.ts';
import type { Dashboard } from './dashboard.ts';
import type { Deliveries } from './delivery/deliveries.ts';
import type { Hub } from './hub.ts';
import type { EventLog } from './log/eventLog.ts';
import { Posts } from './posts/posts.ts';
import { clientRoutes } from './routes/client.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { eventsRoute } from './routes/events.ts';
import { healthRoute } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { homeRoutes } from './routes/home.ts';
import { listenRoutes } from './routes/listen.ts';
import { openApiRoute } from './routes/openapi.ts';
import { postRoute } from './routes/posts.ts';
import { type PublishRouteOptions, publishRoutes } from './routes/publish.ts';
import { mountRoutes, type Route } from './routes/route.ts';
import { statsRoute } from './routes/stats.ts';
import { windowRoutes } from './routes/windows.ts';
import type { AccessGuards } from './security/access.ts';
import { createGate, type GateOptions } from './security/gate.ts';
import type { Statistics } from './stats/statistics.ts';
import type { Audience } from './stream/audience.ts';
import type { Fanout } from './stream/fanout.ts';
import type { LevelStreams } from './stream/levelStreams.ts';
import type { Windows } from './stream/windows.ts';

export type AppOptions = GateOptions &
  AccessGuards & {
    readonly hub: Hub;
    readonly log: EventLog;
    readonly fanout: Fanout;
    readonly windows: Windows;
    readonly audience: Audience;
    readonly listener: Listener;
    readonly consent: MicrophoneConsent;
    readonly levels: LevelStreams;
    readonly deliveries: Deliveries;
    readonly statistics: Statistics;
    readonly incomingKeys: PublishRouteOptions['incomingKeys'];
    readonly hubId: PublishRouteOptions['hubId'];
    readonly originLimit: PublishRouteOptions['originLimit'];
    readonly dashboard: Dashboard;
    readonly clientDir: string | undefined;
    readonly describe: () => Omit<HealthAnswer, 'proof'>;
    readonly shutDown: () => void;
    readonly refusals: Pick<BurstLog, 'note'>;
    readonly logger: Logger;
    readonly now: () => Date;
  };

/** The HTTP face of the hub. Order: gate, route, access, body, handler, errors. */
export function createApp(options: AppOptions): Express {
  const { log, deliveries, statistics, describe } = options;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  // Answers quote what strangers sent, and curl prints them.
  app.response.json = function json(body: object) {
    return this.set('Content-Type', 'application/json; charset=utf-8').send(toJsonLine(body));
  };
  app.use(createGate(options));

  const baseUrl = () => describe().url;
  const posts = new Posts();
  const publish = publishRoutes({ ...options, posts, baseUrl });
  const json = readBody({ mediaTypes: ['application/json'], example: (path) => curlPost(baseUrl(), path) });
  const windows = windowRoutes({ ...options, json });
  const webhooks = [statsRoute(statistics), ...deliveryRoutes(deliveries)];
  const history = [...historyRoutes(log, () => clearHistory({ ...options, posts }), options.now), postRoute({ ...options, posts })];
  const shared: Route[] = [
    ...publish.both,
    eventsRoute(options),
    healthRoute(options),
    ...history,
    ...webhooks,
    ...windows,
    ...clientRoutes(options),
    openApiRoute(() => [...shared, ...apiOnly]),
  ];
  const apiOnly = [...publish.apiOnly, ...listenRoutes({ ...options, baseUrl })];
  app.use(mountRoutes([...homeRoutes({ ...options, baseUrl }), ...shared, ...apiOnly], options));
  app.use('/api', mountRoutes(shared, options));

  app.use((request) => {
    throw new DevSyncError('not-found', {
      message: `There is no route ${request.path}.`,
      next: `Post events to ${describe().url}/dev/webhook, follow them at ${describe().url}/dev/events.`,
    });
  });
  app.use(answerErrors(options));
  return app;
}

/** What Express and its body reader throw, as codes of ours. */
const foreignErrors: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'body-too-large',
  'encoding.unsupported': 'unsupported-encoding',
  'request.aborted': 'malformed-request',
  'request.size.invalid': 'malformed-request',
};

function toOwnError(error: unknown): DevSyncError {
  if (error instanceof DevSyncError) return error;
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (typeof type === 'string' && foreignErrors[type]) return new DevSyncError(foreignErrors[type], { cause: error });
  // The router cannot decode a path such as /dev/history/%ff.
  return status === 400 ? new DevSyncError('malformed-request', { cause: error }) : toDevSyncError(error);
}

function answerErrors({ logger, refusals }: Pick<AppOptions, 'logger' | 'refusals'>): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return (error, request, response, _next) => {
    const failure = toOwnError(error);
    if (failure.code === 'internal-error') logger.error('A request failed', { path: request.path, cause: failure.cause });
    else refusals.note(() => logger.info('Refused a request', fieldsOf(request, failure)));
    if (response.headersSent) return void response.destroy();
    if (failure.retryAfterS !== undefined) response.set('Retry-After', String(failure.retryAfterS));
    response.status(failure.status).json({ success: false, error: failure.toInfo() } satisfies ErrorBody);
  };
}

/** A developer whose page posts wrongly finds it in the log. */
function fieldsOf(request: Request, { code, message }: DevSyncError): LogFields {
  return { method: request.method, path: request.path, code, message, origin: request.get('Origin') };
}
