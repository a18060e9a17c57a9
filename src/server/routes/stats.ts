import { routes } from '../../shared/api.ts';
import type { StatsAnswer } from '../../shared/webhooks.ts';
import type { Statistics } from '../stats/statistics.ts';
import type { Route } from './route.ts';

/** `GET /dev/stats`: what passed the hub, and how its targets are. */
export function statsRoute(statistics: Pick<Statistics, 'read'>): Route {
  return {
    method: 'get',
    path: routes.stats,
    access: 'page',
    handle: (_request, response) => void response.json({ success: true, ...statistics.read() } satisfies StatsAnswer),
  };
}
