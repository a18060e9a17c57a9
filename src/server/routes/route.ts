import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { heartbeatFrame } from '../../shared/sse.ts';
import type { BodyReader, ParsedBody } from '../body.ts';
import { type AccessGuards, type AccessRule, requireAccess } from '../security/access.ts';

type RouteOf<Asked, Answer> = AccessRule & {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  /** Reads the body, after the access check; without it a body is ignored. */
  readonly body?: BodyReader;
  readonly handle: (request: Asked, response: Answer, body: ParsedBody) => void | Promise<void>;
};

/** One line of the route table. */
export type Route = RouteOf<Request, Response>;
/** A route that needs nothing of Express. */
export type PlainRoute = RouteOf<IncomingMessage, ServerResponse>;

const noBody: ParsedBody = { value: {}, bytes: 0 };

/** What follows the gate: access, body, handler. */
export function answerWith<Asked extends IncomingMessage, Answer>(
  { handle, ...route }: RouteOf<Asked, Answer>,
  guards: AccessGuards,
): (request: Asked, response: Answer) => void | Promise<void> {
  const checkAccess = requireAccess(route, guards);
  return (request, response) => {
    checkAccess(request);
    return route.body ? route.body(request).then((body) => handle(request, response, body)) : handle(request, response, noBody);
  };
}

/** A route, and the same for clients whose base URL ends in `/api`. */
export function withApiBase<Some extends AccessRule & { readonly path: string }>(route: Some): readonly [Some, Some] {
  return [route, { ...route, path: `/api${route.path}` }];
}

const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  // It ends with its connection, so that nothing has to be put around the events.
  Connection: 'close',
} as const;

/**
 * Begins an answer of Server-Sent Events.
 *
 * @returns the socket that it goes to; undefined when the client wants to see the headers only, or is gone
 */
export async function openEventStream(request: IncomingMessage, response: ServerResponse): Promise<Socket | undefined> {
  for (const [name, value] of Object.entries(streamHeaders)) response.setHeader(name, value);
  response.removeHeader('Transfer-Encoding');
  response.flushHeaders();
  if (request.method === 'HEAD') response.end();
  // Behind other requests on its connection an answer has to wait for its turn.
  else if (!response.socket) await new Promise<unknown>((resolve) => response.write(heartbeatFrame, resolve));
  return response.writableEnded ? undefined : (response.socket ?? undefined);
}
