import { Router } from 'express';
import { DevSyncError } from '../../shared/errors.ts';
import type { AccessGuards } from '../security/access.ts';
import { answerWith, type Route } from './route.ts';

/** Mounts the table; a known path with another method answers 405. */
export function mountRoutes(table: readonly Route[], guards: AccessGuards): Router {
  const router = Router();
  for (const path of new Set(table.map((route) => route.path))) {
    const routes = table.filter((route) => route.path === path);
    const mounted = router.route(path);
    for (const route of routes) mounted[route.method](answerWith(route, guards));
    const methods = routes.map(({ method }) => method.toUpperCase()).join(', ');
    mounted.all((request, response) => {
      response.set('Allow', methods);
      const message = `${request.path} does not take ${request.method}.`;
      throw new DevSyncError('method-not-allowed', { message, next: `Use ${methods.replaceAll(', ', ' or ')}.` });
    });
  }
  return router;
}
