import type { Request, Response } from 'express';
import { type BatchAnswer, curlPost, limits, type ReceiveAnswer, type TriggerAnswer, type WebhookAnswer } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { EventDraft } from '../../shared/events.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import { type ParsedBody, readBody } from '../body.ts';
import type { Hub } from '../hub.ts';
import { createIdempotency } from '../idempotency.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { Published } from '../log/receipt.ts';
import { parseReceivedEvent, parseWebhookEvent } from '../schemas/event.ts';
import type { Route } from './route.ts';

export type PublishRouteOptions = {
  readonly hub: Hub;
  readonly log: Pick<EventLog, 'isPersistent' | 'receipts'>;
  readonly baseUrl: () => string;
  readonly now: () => Date;
};

/** The ways in: `/dev/webhook`, `/dev/trigger`, `/api/webhook/receive`. They differ in the words of their answers only. */
export function publishRoutes({ hub, log, baseUrl, now }: PublishRouteOptions): {
  readonly both: Route[];
  readonly apiOnly: Route[];
} {
  const example = (path: string) => curlPost(baseUrl(), path);
  const json = readBody({ mediaTypes: ['application/json'], example });
  const jsonOrLines = readBody({ mediaTypes: ['application/json', 'application/x-ndjson'], example });
  const idempotency = createIdempotency(now, log.receipts);
  const durability = () => (log.isPersistent ? {} : ({ durable: false } as const));

  const way = (path: string, body: Route['body'], { read, word }: Way): Route => ({
    method: 'post',
    path,
    access: 'open',
    ...(body && { body }),
    handle: async (request, response) => {
      const drafts = read(request, response);
      const key = request.get('Idempotency-Key');
      const isBatch = Array.isArray(bodyOf(response).value);
      // A key belongs to its sender and its route: a page must not guess the keys of others, and the ways in answer in different words.
      const keyed = { key, scope: `${path} ${request.get('Origin') ?? ''}`, content: { isBatch, drafts } };
      const { published, isDuplicate } = await idempotency.once(keyed, (receipt) => hub.publish(drafts, receipt));
      const answer = isBatch ? batchAnswer(published) : word(published, drafts);
      response.json({ ...answer, ...durability(), ...(isDuplicate && { duplicate: true }) });
    },
  });

  return {
    both: [
      way('/dev/webhook', jsonOrLines, { read: readDrafts, word: webhookAnswer }),
      way('/dev/trigger', jsonOrLines, { read: readDrafts, word: triggerAnswer }),
    ],
    apiOnly: [way('/api/webhook/receive', json, { read: readReceived, word: receiveAnswer })],
  };
}

/** What differs between the ways in. */
type Way = {
  readonly read: (request: Request, response: Response) => readonly EventDraft[];
  /** The answer to a single event; batches are answered alike everywhere. */
  readonly word: (published: Published, drafts: readonly EventDraft[]) => object;
};

function readReceived(_request: Request, response: Response): readonly EventDraft[] {
  const { value, bytes } = bodyOf(response);
  requireSingleSize(bytes);
  return [parseReceivedEvent(value)];
}

function bodyOf(response: Response): ParsedBody {
  return response.locals.body as ParsedBody;
}

function readDrafts(request: Request, response: Response): readonly EventDraft[] {
  const { value, bytes } = bodyOf(response);
  const queryType = request.query.event_type;
  if (Array.isArray(value)) {
    if (queryType !== undefined) {
      throw new DevSyncError('invalid-query', {
        message: '"?event_type=" goes with a single event, not with a batch.',
        path: 'event_type',
      });
    }
    return readBatch(value, bytes);
  }
  requireSingleSize(bytes);
  return [parseWebhookEvent(queryType === undefined ? value : withQueryType(value, queryType))];
}

function requireSingleSize(bytes: number): void {
  if (bytes > limits.eventBytes) throw new DevSyncError('body-too-large', { message: 'The event is larger than 1 MiB.' });
}

function readBatch(items: readonly unknown[], bytes: number): readonly EventDraft[] {
  if (items.length === 0) throw new DevSyncError('empty-batch');
  if (items.length > limits.batchEvents) {
    throw new DevSyncError('too-many-events', {
      message: `The batch has ${items.length} events, at most ${limits.batchEvents} are taken.`,
    });
  }
  const drafts = items.map((item, index) => parseWebhookEvent(item, `[${index}]`));
  // Only a body of more than one event's size can hide an event that is too large.
  if (bytes > limits.eventBytes) drafts.forEach(({ data }, index) => void requireEventSize(data, index));
  return drafts;
}

function requireEventSize(data: JsonObject, index: number): void {
  if (Buffer.byteLength(JSON.stringify(data)) > limits.eventBytes) {
    throw new DevSyncError('body-too-large', { message: `Event ${index} of the batch is larger than 1 MiB.`, path: `[${index}]` });
  }
}

/** `?event_type=x` with the data alone as the body, or with a whole event that says the same. */
function withQueryType(body: unknown, queryType: unknown): unknown {
  if (typeof queryType !== 'string') throw new DevSyncError('invalid-query', { message: 'Give "event_type" once.', path: 'event_type' });
  const isWholeEvent = isJsonObject(body) && 'event_type' in body;
  if (!isWholeEvent) return { event_type: queryType, data: body };
  if (body.event_type !== queryType) {
    throw new DevSyncError('invalid-event', { message: '"event_type" differs between the body and the query.', path: 'event_type' });
  }
  return body;
}

function webhookAnswer({ firstId, notified }: Published, drafts: readonly EventDraft[]): WebhookAnswer {
  return {
    success: true,
    message: `Event ${drafts[0]?.type} broadcasted to ${countSubscribers(notified)}`,
    id: firstId,
    subscribers_notified: notified,
  };
}

function batchAnswer({ accepted, firstId, lastId, notified }: Published): BatchAnswer {
  return {
    success: true,
    message: `${accepted} ${accepted === 1 ? 'event' : 'events'} broadcasted to ${countSubscribers(notified)}`,
    accepted,
    first_id: firstId,
    last_id: lastId,
    subscribers_notified: notified,
  };
}

function triggerAnswer({ firstId, notified }: Published): TriggerAnswer {
  return { success: true, subscribers_notified: notified, id: firstId };
}

function receiveAnswer({ firstId }: Published): ReceiveAnswer {
  return { success: true, id: firstId };
}

function countSubscribers(count: number): string {
  return `${count} ${count === 1 ? 'subscriber' : 'subscribers'}`;
}
