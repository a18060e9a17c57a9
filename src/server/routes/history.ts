import type { Request, Response } from 'express';
import type { DeleteHistoryAnswer } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { FIXED_QUERY_CHARACTERS } from '../../shared/query/fixTimes.ts';
import { parseQuery } from '../../shared/query/parse.ts';
import type { Query } from '../../shared/query/query.ts';
import { parseTypeFilter } from '../../shared/typeFilter.ts';
import type { EventLog } from '../log/eventLog.ts';
import { parseHistoryQuery } from '../schemas/query.ts';
import type { Route } from './route.ts';

/** `/dev/history`: what the log keeps, page by page. */
export function historyRoutes(log: EventLog, clear: () => Promise<number>, now: () => Date): readonly Route[] {
  return [
    { method: 'get', path: '/dev/history', access: 'page', handle: (request, response) => sendPage(log, request, response, now()) },
    {
      method: 'get',
      path: '/dev/history/:id',
      access: 'page',
      handle: async (request, response) => {
        const { json } = await log.get(String(request.params.id));
        response.type('json').send(json);
      },
    },
    {
      method: 'delete',
      path: '/dev/history',
      access: 'token',
      handle: async (_request, response) => {
        response.json({ success: true, deleted: await clear() } satisfies DeleteHistoryAnswer);
      },
    },
  ];
}

/** The records are JSON already; the page is put together around them. */
async function sendPage(log: EventLog, request: Request, response: Response, now: Date): Promise<void> {
  const { after, before, types = '', source, search, query, limit } = parseHistoryQuery(request.query);
  const { records, hasOlder, hasNewer } = await log.history({
    matchesType: parseTypeFilter(types),
    limit,
    ...(after !== undefined && { after: after === 'earliest' ? log.start() : after }),
    ...(before !== undefined && { before }),
    ...(source !== undefined && { source }),
    ...(search !== undefined && { search }),
    ...(query !== undefined && { query: toQuery(query, now) }),
  });
  const next = hasNewer ? (records.at(-1)?.id ?? null) : null;
  const prev = hasOlder ? (records[0]?.id ?? null) : null;
  const events = records.map(({ json }) => json).join(',');
  response.type('json').send(`{"success":true,"events":[${events}],"next":${JSON.stringify(next)},"prev":${JSON.stringify(prev)}}`);
}

function toQuery(text: string, now: Date): Query {
  const parsed = parseQuery(text, now, { maxCharacters: FIXED_QUERY_CHARACTERS });
  if (parsed.ok) return parsed.query;
  const { message, next, from } = parsed.problem;
  throw new DevSyncError('invalid-query', { message: `"query", at character ${from + 1}: ${message}`, next, path: 'query' });
}
