import { type Request, type RequestHandler, type Response, Router } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
import { type AccessGuards, type AccessRule, requireAccess } from '../security/access.ts';

/** One line of the route table. */
export type Route = AccessRule & {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  /** Middleware that reads the body, after the access check. */
  readonly body?: readonly RequestHandler[];
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
};

/** Mounts the table; a known path with another method answers 405. */
export function mountRoutes(table: readonly Route[], guards: AccessGuards): Router {
  const router = Router();
  for (const path of new Set(table.map((route) => route.path))) {
    const routes = table.filter((route) => route.path === path);
    const mounted = router.route(path);
    for (const route of routes) mounted[route.method](requireAccess(route, guards), ...(route.body ?? []), route.handle);
    const methods = routes.map(({ method }) => method.toUpperCase()).join(', ');
    mounted.all((request, response) => {
      response.set('Allow', methods);
      const message = `${request.path} does not take ${request.method}.`;
      throw new DevSyncError('method-not-allowed', { message, next: `Use ${methods.replaceAll(', ', ' or ')}.` });
    });
  }
  return router;
}

/** Begins an answer of Server-Sent Events. Answers false when the client wants to see the headers only. */
export function openEventStream(request: Request, response: Response): boolean {
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  if (request.method === 'HEAD') response.end();
  return request.method !== 'HEAD';
}
