import { curlPost } from '../../shared/api.ts';
import type { Route } from './route.ts';

/** What somebody who opens the hub's address in a browser gets: how to use it, nothing of the run. */
export function homeRoute(baseUrl: () => string): Route {
  return {
    method: 'get',
    path: '/',
    access: 'open',
    isAlwaysOpen: true,
    handle: (_request, response) => {
      const url = baseUrl();
      response.type('text/plain').send(`Dev Sync is on.

Post an event:
  ${curlPost(url)}

Follow events, in a terminal or in a page on localhost:
  curl -N ${url}/dev/events
  new EventSource('${url}/dev/events').onmessage = (event) => console.log(JSON.parse(event.data));
`);
    },
  };
}
