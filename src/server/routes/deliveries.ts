import type { Request, Response } from 'express';
import { routes } from '../../shared/api.ts';
import type { DeliveriesAnswer, Delivery, RetryFailedAnswer } from '../../shared/webhooks.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { parseDeliveryQuery } from '../schemas/query.ts';
import type { Route } from './route.ts';

/** `/dev/deliveries`: what became of the webhooks that leave, and what a person does about those that failed. */
export function deliveryRoutes(deliveries: Deliveries): readonly Route[] {
  return [
    { method: 'get', path: routes.deliveries, access: 'page', handle: (request, response) => sendList(deliveries, request, response) },
    {
      method: 'post',
      path: routes.retryFailed,
      access: 'token',
      handle: async (_request, response) => {
        response.json({ success: true, retried: await deliveries.retryFailed() } satisfies RetryFailedAnswer);
      },
    },
    {
      method: 'post',
      path: `${routes.deliveries}/:id/retry`,
      access: 'token',
      handle: async (request, response) => {
        await deliveries.retry(String(request.params.id));
        response.json({ success: true });
      },
    },
    {
      method: 'post',
      path: `${routes.deliveries}/:id/discard`,
      access: 'token',
      handle: (request, response) => {
        deliveries.discard(String(request.params.id));
        response.json({ success: true });
      },
    },
  ];
}

async function sendList(deliveries: Deliveries, request: Request, response: Response): Promise<void> {
  const { event: events, target, state, limit } = parseDeliveryQuery(request.query);
  const list = deliveries.list({
    limit,
    ...(events !== undefined && { events }),
    ...(target !== undefined && { target }),
    ...(state !== undefined && { state }),
  });
  // Who asks for many draws a mark at each; what a receiver answered is read one by one.
  const shown = events && events.length > 1 ? list.map(withoutAnswers) : list;
  response.json({ success: true, deliveries: shown } satisfies DeliveriesAnswer);
}

function withoutAnswers(delivery: Delivery): Delivery {
  return { ...delivery, attempts: delivery.attempts.map(({ answer: _answer, ...attempt }) => attempt) };
}
