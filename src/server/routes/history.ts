import type { Request, Response } from 'express';
import type { DeleteHistoryAnswer } from '../../shared/api.ts';
import { parseTypeFilter } from '../../shared/typeFilter.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import type { EventLog } from '../log/eventLog.ts';
import { parseHistoryQuery } from '../schemas/query.ts';
import type { Route } from './route.ts';

/** `/dev/history`: what the log keeps, page by page. */
export function historyRoutes(log: EventLog, deliveries: Pick<Deliveries, 'clear'>): readonly Route[] {
  return [
    { method: 'get', path: '/dev/history', access: 'page', handle: (request, response) => sendPage(log, request, response) },
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
        const deleted = await log.clear(() => deliveries.clear());
        response.json({ success: true, deleted } satisfies DeleteHistoryAnswer);
      },
    },
  ];
}

/** The records are JSON already; the page is put together around them. */
async function sendPage(log: EventLog, request: Request, response: Response): Promise<void> {
  const { after, before, types = '', source, search, limit } = parseHistoryQuery(request.query);
  const { records, hasOlder, hasNewer } = await log.history({
    matchesType: parseTypeFilter(types),
    limit,
    ...(after !== undefined && { after: after === 'earliest' ? log.start() : after }),
    ...(before !== undefined && { before }),
    ...(source !== undefined && { source }),
    ...(search !== undefined && { search }),
  });
  const next = hasNewer ? (records.at(-1)?.id ?? null) : null;
  const prev = hasOlder ? (records[0]?.id ?? null) : null;
  const events = records.map(({ json }) => json).join(',');
  response.type('json').send(`{"success":true,"events":[${events}],"next":${JSON.stringify(next)},"prev":${JSON.stringify(prev)}}`);
}
