import type { ErrorCode } from '../../../src/shared/errors.ts';
import type { Guard } from './guards.ts';

/** What is tried against a hub, what stops it, and what must come of it. */
export type Attack = { readonly name: string; readonly guard: Guard } & (SentAttack | ServedAttack | DoneAttack);

export type AttackClass = {
  readonly title: string;
  readonly attacks: readonly Attack[];
  /** Each of them takes its time, so all go on at once. */
  readonly isSlow?: true;
};

/** A request, byte by byte. */
export type SentAttack = {
  readonly send: string | ((hub: AttackedHub) => string | Buffer);
  /** The hub that asks for the token on every route, in place of the usual one. */
  readonly isLocked?: true;
  readonly outcome: Outcome;
};

/** Flags of `dev-sync serve`, which must not come up with them. */
export type ServedAttack = { readonly serve: readonly string[]; readonly code: ErrorCode };

/** What takes more than one request: a function of this name in `deeds/`. */
export type DoneAttack = { readonly deed: DeedName; readonly comesTo: string };

export type DeedName =
  | 'connections'
  | 'denied'
  | 'endlessBody'
  | 'framedDashboard'
  | 'halfOpen'
  | 'hubAsTarget'
  | 'outside'
  | 'postSecrets'
  | 'redirect'
  | 'renderLoop'
  | 'slowBody'
  | 'slowHeaders'
  | 'stopped'
  | 'streams'
  | 'tokenInWords'
  | 'undecided';

export type AttackedHub = { readonly port: number; readonly token: string };

export type Outcome =
  /** An error in our shape; the path where the error names one. */
  | { readonly refused: readonly [status: number, code: ErrorCode, path?: string] }
  /** Taken, and every listener gets the data as this JSON. */
  | { readonly published: string }
  /** Another answer. A header is there with this text in it, or with null is not there; what is hidden is not in the body. */
  | { readonly answered: number; readonly headers?: Readonly<Record<string, string | null>>; readonly hides?: readonly string[] };

/** Origin of an honest page. */
export const PAGE = 'http://localhost:3000';
export const FROM_PAGE = `Origin: ${PAGE}`;
export const LOCALHOST = 'Host: localhost';
const JSON_TYPE = 'Content-Type: application/json';
export const EVENT = '{"event_type":"attack","data":{}}';

/** A request as it goes over the wire. Nothing is added. */
export function bytesOf(firstLine: string, headers: readonly string[], body = ''): string {
  return `${[firstLine, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

/** With the Host that everybody sends, unless the headers have another one. */
export function get(path: string, ...headers: readonly string[]): string {
  return ask('GET', path, ...headers);
}

export function ask(method: string, path: string, ...headers: readonly string[]): string {
  return bytesOf(`${method} ${path} HTTP/1.1`, withDefaults([LOCALHOST], headers));
}

/** With Host, content type and length as everybody sends them, unless the headers have others. */
export function post(path: string, body: string, ...headers: readonly string[]): string {
  const defaults = [LOCALHOST, JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`];
  return bytesOf(`POST ${path} HTTP/1.1`, withDefaults(defaults, headers), body);
}

/** A post that would publish, were it not for these headers. */
export function postEvent(...headers: readonly string[]): string {
  return post('/dev/webhook', EVENT, ...headers);
}

function withDefaults(defaults: readonly string[], headers: readonly string[]): string[] {
  const names = new Set(headers.map(nameOf));
  return [...defaults.filter((line) => !names.has(nameOf(line))), ...headers];
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase();
}

/** Every kind of route, errors and streams included: what stands in front of one stands in front of all. */
export const everywhere: readonly (readonly [route: string, send: (...headers: readonly string[]) => string])[] = [
  ['POST /dev/webhook', postEvent],
  ['POST /dev/trigger', (...headers) => post('/dev/trigger', EVENT, ...headers)],
  ['POST /api/webhook/receive', (...headers) => post('/api/webhook/receive', '{"type":"attack"}', ...headers)],
  ['GET /dev/events', (...headers) => get('/dev/events', ...headers)],
  ['GET /dev/health', (...headers) => get('/dev/health', ...headers)],
  ['GET /dev/history', (...headers) => get('/dev/history', ...headers)],
  ['GET /dev/history/:id/post', (...headers) => get('/dev/history/x/post', ...headers)],
  ['DELETE /api/dev/history', (...headers) => ask('DELETE', '/api/dev/history', ...headers)],
  ['GET /dev/stats', (...headers) => get('/dev/stats', ...headers)],
  ['GET /dev/deliveries', (...headers) => get('/dev/deliveries', ...headers)],
  ['POST /dev/shutdown', (...headers) => ask('POST', '/dev/shutdown', ...headers)],
  ['POST /api/listen/start', (...headers) => ask('POST', '/api/listen/start', ...headers)],
  ['POST /api/listen/stop', (...headers) => ask('POST', '/api/listen/stop', ...headers)],
  ['GET /api/listen/levels', (...headers) => get('/api/listen/levels', ...headers)],
  ['GET /', (...headers) => get('/', ...headers)],
  ['GET /dashboard/main.js', (...headers) => get('/dashboard/main.js', ...headers)],
  ['GET /dev/client.js', (...headers) => get('/dev/client.js', ...headers)],
  ['GET /dev/openapi.json', (...headers) => get('/dev/openapi.json', ...headers)],
  ['GET /nowhere', (...headers) => get('/nowhere', ...headers)],
  ['OPTIONS /dev/webhook', (...headers) => ask('OPTIONS', '/dev/webhook', ...headers)],
];
