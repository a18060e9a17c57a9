import type { IncomingMessage } from 'node:http';
import { type BatchAnswer, curlPost, limits, type ReceiveAnswer, type TriggerAnswer, type WebhookAnswer } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { type EventDraft, policyOf } from '../../shared/events.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import { answerJson } from '../answer.ts';
import { type BodyGuard, type BodyReader, type ParsedBody, readBody } from '../body.ts';
import { HOP_HEADER, readHops } from '../delivery/hops.ts';
import type { Hub } from '../hub.ts';
import { createIdempotency, type Idempotency, type Once } from '../idempotency.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { Published } from '../log/receipt.ts';
import type { Posts } from '../posts/posts.ts';
import { senderOf } from '../posts/sender.ts';
import { headerOf, queryOf } from '../requestHead.ts';
import { parseReceivedEvent, parseWebhookEvent } from '../schemas/event.ts';
import { requireSignature } from '../security/incomingSignature.ts';
import type { OriginLimit } from '../security/originLimit.ts';
import type { Token } from '../security/token.ts';
import type { PlainRoute } from './route.ts';

export type PublishRouteOptions = {
  readonly hub: Hub;
  readonly log: Pick<EventLog, 'isPersistent' | 'receipts'>;
  readonly baseUrl: () => string;
  readonly now: () => Date;
  readonly token: Token;
  /** One of them must have signed what comes without the token; anybody may post when there is none. */
  readonly incomingKeys: readonly Buffer[];
  /** What this hub is called in `Dev-Sync-Hop`. */
  readonly hubId: string;
  readonly originLimit: Pick<OriginLimit, 'take'>;
  /** Remembers how events came in. */
  readonly posts: Pick<Posts, 'keep'>;
};

/** The ways in: `/dev/webhook`, `/dev/trigger`, `/api/webhook/receive`. They differ in the words of their answers only. */
export function publishRoutes(options: PublishRouteOptions): { readonly both: PlainRoute[]; readonly apiOnly: PlainRoute[] } {
  const { hub, log, baseUrl, now, token, incomingKeys, hubId, originLimit, posts } = options;
  const signature = incomingKeys.length > 0 ? requireSignature({ keys: incomingKeys, token, now }) : undefined;
  const guard: BodyGuard = {
    checkHeaders: (request) => {
      // Whoever posts in a loop seldom posts rightly: what would be refused later counts too, before its body is read.
      const { origin } = request.headers;
      if (origin !== undefined) originLimit.take(origin);
      signature?.checkHeaders(request);
    },
    checkBytes: (request, bytes) => signature?.checkBytes(request, bytes),
  };
  const sender = { example: (path: string) => curlPost(baseUrl(), path), guard };
  const json = readBody({ mediaTypes: ['application/json'], ...sender });
  const jsonOrLines = readBody({ mediaTypes: ['application/json', 'application/x-ndjson'], ...sender });
  const once = createRepeats({ receipts: log.receipts, now, isSigned: incomingKeys.length > 0 });
  const durability = () => (log.isPersistent ? {} : ({ durable: false } as const));

  const way = (path: string, body: BodyReader, { read, word }: Way): PlainRoute => ({
    method: 'post',
    path,
    access: 'open',
    body,
    handle: async (request, response, parsed) => {
      const drafts = read(request, parsed);
      const isBatch = Array.isArray(parsed.value);
      const sender = senderOf(request, parsed.bytes);
      const { isLoop, ...hops } = readHops(headerOf(request, HOP_HEADER), hubId);
      const work: Work = (receipt) =>
        hub.publish(
          drafts.map((draft) => ({ ...draft, ...hops })),
          receipt,
        );
      const { published, isDuplicate } = isLoop ? loop : await once(request, { path, isBatch, drafts }, work);
      if (!isDuplicate) posts.keep(published, sender);
      const answer = isBatch ? batchAnswer(published) : word(published, drafts);
      answerJson(response, { ...answer, ...durability(), ...(isDuplicate && { duplicate: true }) });
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
  readonly read: (request: IncomingMessage, body: ParsedBody) => readonly EventDraft[];
  /** The answer to a single event; batches are answered alike everywhere. */
  readonly word: (published: Published, drafts: readonly EventDraft[]) => object;
};

/** What came back to this hub is no news; its sender has done nothing wrong. */
const loop: Once = { published: { accepted: 0, firstId: null, lastId: null, notified: 0 }, isDuplicate: false };

type Asked = { readonly path: string; readonly isBatch: boolean; readonly drafts: readonly EventDraft[] };
type Work = Parameters<Idempotency['once']>[1];

type RepeatsOptions = {
  readonly receipts: EventLog['receipts'];
  readonly now: () => Date;
  /** Whether posts are signed: then their ids are, and neither their path nor their origin. */
  readonly isSigned: boolean;
};

/** Tells repeats by the `webhook-id` that names a message, else by the `Idempotency-Key` that names a request. */
function createRepeats({ receipts, now, isSigned }: RepeatsOptions): (request: IncomingMessage, asked: Asked, work: Work) => Promise<Once> {
  const keys = createIdempotency({ header: 'Idempotency-Key', keptMs: limits.idempotencyMs, now, receipts });
  const webhookIds = createIdempotency({ header: 'webhook-id', keptMs: limits.webhookIdMs, now, receipts });
  // Levels come ten a second and are not sent again later: a day of their ids would push out those of facts.
  const gaugeIds = createIdempotency({ header: 'webhook-id', keptMs: limits.idempotencyMs, now });

  return (request, { path, ...content }, work) => {
    // A key belongs to its sender and its route: a page must not guess the keys of others, the ways in answer in different words, and a
    // sender that has two addresses here wants to be heard at both.
    const scope = `${path} ${request.headers.origin ?? ''}`;
    const webhookId = headerOf(request, 'webhook-id');
    if (!webhookId) return keys.once({ key: headerOf(request, 'idempotency-key'), scope, content }, work);
    // The sender vouches that it is the same message, however it is written this time.
    const ids = content.drafts.every(({ type }) => policyOf(type) === 'gauge') ? gaugeIds : webhookIds;
    // Or who has caught a signed post could send it again by another way in.
    return ids.once({ key: webhookId, scope: isSigned ? '' : scope }, work);
  };
}

function readReceived(_request: IncomingMessage, { value }: ParsedBody): readonly EventDraft[] {
  return [parseReceivedEvent(value)];
}

function readDrafts(request: IncomingMessage, { value, bytes }: ParsedBody): readonly EventDraft[] {
  const queryType = queryOf(request).event_type;
  if (Array.isArray(value)) {
    if (queryType !== undefined) {
      throw new DevSyncError('invalid-query', {
        message: '"?event_type=" goes with a single event, not with a batch.',
        path: 'event_type',
      });
    }
    return readBatch(value, bytes);
  }
  return [parseWebhookEvent(queryType === undefined ? value : withQueryType(value, queryType))];
}

function readBatch(items: readonly unknown[], bytes: number): readonly EventDraft[] {
  if (items.length === 0) throw new DevSyncError('empty-batch');
  if (items.length > limits.batchEvents) {
    throw new DevSyncError('too-many-events', { message: `The batch has more than ${limits.batchEvents} events.` });
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
