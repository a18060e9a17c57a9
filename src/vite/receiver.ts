import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../shared/api.ts';
import { DevSyncError, toDevSyncError } from '../shared/errors.ts';
import { isLoopbackName } from '../shared/hostNames.ts';
import { isJsonObject, type JsonObject } from '../shared/json.ts';
import { isWebOrigin } from '../shared/webOrigin.ts';

/** What a hub or a backend sends to a frontend. */
export type ReceivedWebhook = { readonly type: string; readonly data: JsonObject };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes webhooks at the path that it is mounted at, in the shapes of the hub's own `/api/webhook/receive`. Vite refuses foreign Host
 * headers before this is asked, and answers preflights.
 */
export function createReceiver(take: (webhook: ReceivedWebhook) => void) {
  return async (request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> => {
    // Connect has taken the path of the mount away.
    if (!/^\/?(\?|$)/.test(request.url ?? '')) return next();
    try {
      checkHeaders(request);
      take(parse(await read(request)));
      answer(response, 200, { success: true });
    } catch (error) {
      const failure = toDevSyncError(error);
      if (failure.code === 'method-not-allowed') response.setHeader('Allow', 'POST');
      // What is left of the body will not be read.
      if (!request.complete) response.setHeader('Connection', 'close');
      answer(response, failure.status, { success: false, error: failure.toInfo() });
    }
  };
}

function checkHeaders({ headers, method }: IncomingMessage): void {
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host)) {
    throw new DevSyncError('origin-not-allowed', {
      message: 'Pages of this origin may not send webhooks to this dev server.',
      next: 'Send them from a page on localhost, or from a program.',
    });
  }
  if (method !== 'POST') throw new DevSyncError('method-not-allowed');
  if (Number(headers['content-length'] ?? 0) > limits.eventBytes) throw tooLarge();
  // Anything else a foreign page could send without asking first.
  if (headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== 'application/json') throw new DevSyncError('unsupported-media-type');
  if (headers['content-encoding'] !== undefined) throw new DevSyncError('unsupported-encoding');
}

/** A page of this server, whatever name it goes by, or one of this machine. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (!isWebOrigin(origin)) return false;
  const url = new URL(origin);
  return url.host === host || isLoopbackName(url.hostname);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.eventBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): ReceivedWebhook {
  const value = parseJson(body);
  const { type, data = {} } = isJsonObject(value) ? value : {};
  if (typeof type !== 'string' || type === '' || type.length > limits.typeCharacters) throw wrongShape('type');
  if (!isJsonObject(data)) throw wrongShape('data');
  return { type, data };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (cause) {
    throw new DevSyncError('malformed-json', { cause });
  }
}

function tooLarge(): DevSyncError {
  return new DevSyncError('body-too-large', { next: 'Send at most 1 MiB.' });
}

function wrongShape(path: string): DevSyncError {
  return new DevSyncError('invalid-event', { path, next: 'Send {"type": "my.event", "data": {…}}.' });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
}
