import { type EventPostAnswer, routes } from '../../shared/api.ts';
import type { LoggedEvent } from '../../shared/events.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { Posts } from '../posts/posts.ts';
import { createIsSecret } from '../posts/secrets.ts';
import { shownSender } from '../posts/sender.ts';
import type { Token } from '../security/token.ts';
import type { Route } from './route.ts';

export type PostRouteOptions = {
  readonly log: Pick<EventLog, 'get'>;
  readonly posts: Pick<Posts, 'find'>;
  readonly token: Token;
};

/** `GET /dev/history/:id/post`: how an event came in. */
export function postRoute({ log, posts, token }: PostRouteOptions): Route {
  const isSecret = createIsSecret(token);
  return {
    method: 'get',
    path: `${routes.history}/:id/post`,
    access: 'page',
    handle: async (request, response) => {
      const { id, json } = await log.get(String(request.params.id));
      const found = posts.find(id);
      const { timestamp } = JSON.parse(json) as LoggedEvent;
      const post = found ? { at: timestamp, ...shownSender(found.sender, isSecret), events: found.events } : null;
      response.json({ success: true, post } satisfies EventPostAnswer);
    },
  };
}
