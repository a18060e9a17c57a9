import express, { type ErrorRequestHandler, type Express } from 'express';
import { curlPost } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { type AnswerError, answerJson } from './answer.ts';
import type { AppOptions } from './app.ts';
import { readBody } from './body.ts';
import { clearHistory } from './clearHistory.ts';
import type { Posts } from './posts/posts.ts';
import { clientRoutes } from './routes/client.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { eventsRoute } from './routes/events.ts';
import { healthRoute } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { homeRoutes } from './routes/home.ts';
import { listenRoutes } from './routes/listen.ts';
import { mountRoutes } from './routes/mountRoutes.ts';
import { openApiRoute } from './routes/openapi.ts';
import { postRoute } from './routes/posts.ts';
import type { publishRoutes } from './routes/publish.ts';
import { type Route, withApiBase } from './routes/route.ts';
import { statsRoute } from './routes/stats.ts';
import { windowRoutes } from './routes/windows.ts';

export type RouterOptions = AppOptions & {
  readonly publish: ReturnType<typeof publishRoutes>;
  readonly posts: Posts;
  readonly answerError: AnswerError;
};

/** All routes, for requests that have passed the gate. */
export function createRouter(options: RouterOptions): Express {
  const { log, deliveries, statistics, describe, posts, publish, answerError } = options;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.response.json = function json(body: object) {
    answerJson(this, body);
    return this;
  };

  const baseUrl = () => describe().url;
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
  app.use(mountRoutes([...homeRoutes({ ...options, baseUrl }), ...shared.flatMap(withApiBase), ...apiOnly], options));

  app.use((request) => {
    throw new DevSyncError('not-found', {
      message: `There is no route ${request.path}.`,
      next: `Post events to ${describe().url}/dev/webhook, follow them at ${describe().url}/dev/events.`,
    });
  });
  // Express tells error handlers by their four parameters.
  app.use(((error, request, response, _next) => answerError(error, request, response)) satisfies ErrorRequestHandler);
  return app;
}
