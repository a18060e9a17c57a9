import type { IncomingMessage } from 'node:http';
import { type ParsedUrlQuery, parse } from 'node:querystring';

type Addressed = Pick<IncomingMessage, 'url'>;

/** Several of one name are joined by commas, as Node does it for all but a few. */
export function headerOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The path of a request, as it was written. */
export function pathOf({ url = '' }: Addressed): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

/** The parameters in the address of a request. One that comes more than once is an array. */
export function queryOf({ url = '' }: Addressed): ParsedUrlQuery {
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  return parse(query);
}
