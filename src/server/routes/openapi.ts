import { routes } from '../../shared/api.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { Route } from './route.ts';

/**
 * `GET /dev/openapi.json`: what the routes of the table take and answer, for programs that read it. Nothing of the run is in it.
 *
 * @param table all routes, this one included
 */
export function openApiRoute(table: () => readonly Route[]): Route {
  let described: Promise<JsonObject> | undefined;
  return {
    method: 'get',
    path: routes.openapi,
    access: 'open',
    isAlwaysOpen: true,
    handle: async (_request, response) => {
      // Hardly anybody asks: a hub that starts does without it.
      described ??= import('../schemas/openapi/describeApi.ts').then(({ describeApi }) => describeApi(table()));
      response.json(await described);
    },
  };
}
