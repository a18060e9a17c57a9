import * as z from 'zod';
import { limits } from '../../shared/api.ts';
import { deliveryStates } from '../../shared/webhooks.ts';
import { withoutControls } from './controls.ts';
import { parse } from './parse.ts';

const text = z.string('Give this parameter once').max(2000, 'Expected at most 2000 characters').optional();

const pageLimit = z.coerce
  .number('Expected a whole number')
  .int('Expected a whole number')
  .min(1, 'Expected at least 1')
  .max(limits.historyPage, `Expected at most ${limits.historyPage}`)
  .default(limits.historyPageDefault);

/** Its own parser says what is wrong with it. */
const query = z.string('Give this parameter once').optional();

export const historyQuery = z.object({ after: text, before: text, types: text, source: text, search: text, query, limit: pageLimit });

/** Ids of events, separated by commas. */
const eventIds = z
  .string('Give this parameter once')
  .transform((ids) => ids.split(','))
  .refine((ids) => ids.length <= limits.deliveryEvents, `Expected at most ${limits.deliveryEvents} ids`)
  .optional();

export const deliveryQuery = z.object({
  event: eventIds,
  target: text,
  state: z.enum(deliveryStates, `Expected one of ${deliveryStates.join(', ')}`).optional(),
  limit: pageLimit,
});

export const eventsQuery = z.object({
  types: text,
  last_event_id: z.string('Give this parameter once').optional(),
  client: z
    .string('Give this parameter once')
    .max(60, 'Expected at most 60 characters')
    .regex(withoutControls, 'Control characters are not allowed')
    .optional(),
  window: text,
});

export const shutdownQuery = z.object({ restart: z.enum(['true', 'false'], 'Expected true or false').default('false') });

export const healthQuery = z.object({
  nonce: z
    .string('Give this parameter once')
    .min(1)
    .max(limits.nonceCharacters, `Expected at most ${limits.nonceCharacters} characters`)
    .optional(),
});

export const parseHistoryQuery = (query: unknown) => parse(historyQuery, query, { code: 'invalid-query' });
export const parseDeliveryQuery = (query: unknown) => parse(deliveryQuery, query, { code: 'invalid-query' });
export const parseEventsQuery = (query: unknown) => parse(eventsQuery, query, { code: 'invalid-query' });
export const parseHealthQuery = (query: unknown) => parse(healthQuery, query, { code: 'invalid-query' });
export const parseShutdownQuery = (query: unknown) => parse(shutdownQuery, query, { code: 'invalid-query' });
