import * as z from 'zod';
import type {
  BatchAnswer,
  DeleteHistoryAnswer,
  EventPostAnswer,
  HealthAnswer,
  HistoryAnswer,
  ReceiveAnswer,
  TriggerAnswer,
  WebhookAnswer,
} from '../../../shared/api.ts';
import type { ConsentAnswer } from '../../../shared/consent.ts';
import { type ErrorBody, type ErrorCode, errorCatalogue } from '../../../shared/errors.ts';
import type { LoggedEvent } from '../../../shared/events.ts';
import {
  audioBackends,
  type ListenDevicesAnswer,
  type ListenPendingAnswer,
  type ListenStartAnswer,
  type ListenStatusAnswer,
  type ListenStopAnswer,
  type MeterFrame,
} from '../../../shared/listening.ts';
import { type DeliveriesAnswer, deliveryStates, type RetryFailedAnswer, type StatsAnswer } from '../../../shared/webhooks.ts';
import { jsonObject } from '../event.ts';

// What the hub answers, for its description alone: nothing is checked against these at run time, the tests hold them against real answers.

const text = z.string();
const number = z.number();
const textOrNull = text.nullable();
const count = z.int().min(0);
const time = text.meta({ description: 'ISO-8601, UTC' });
const success = z.literal(true);
const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

const errorInfo = z.object({ code: z.enum(codes), message: text, next: text, path: text.exactOptional() });
export const errorBody = z.object({ success: z.literal(false), error: errorInfo }) satisfies z.ZodType<ErrorBody>;
export const doneAnswer = z.object({ success });

const isRepeated = { durable: z.literal(false).exactOptional(), duplicate: success.exactOptional() };
const id = textOrNull.meta({ description: 'null for gauges, which are not logged' });
export const receiveAnswer = z.object({ success, id, ...isRepeated }) satisfies z.ZodType<ReceiveAnswer>;
export const triggerAnswer = receiveAnswer.extend({ subscribers_notified: count }) satisfies z.ZodType<TriggerAnswer>;
export const webhookAnswer = triggerAnswer.extend({ message: text }) satisfies z.ZodType<WebhookAnswer>;
export const batchAnswer = z.object({
  success,
  message: text,
  accepted: count,
  first_id: textOrNull,
  last_id: textOrNull,
  subscribers_notified: count,
  ...isRepeated,
}) satisfies z.ZodType<BatchAnswer>;

export const loggedEvent = z.object({
  id: text,
  type: text,
  data: jsonObject,
  timestamp: time,
  source: textOrNull,
  sent_at: text.exactOptional(),
}) satisfies z.ZodType<LoggedEvent>;
/** What a message of the stream says: an event, or how the stream itself is. */
export const streamMessage = loggedEvent.partial().required({ type: true }).extend({ id: textOrNull.optional(), message: text.optional() });
export const historyAnswer = z.object({
  success,
  events: z.array(loggedEvent),
  next: textOrNull,
  prev: textOrNull,
}) satisfies z.ZodType<HistoryAnswer>;
export const deleteAnswer = z.object({ success, deleted: count }) satisfies z.ZodType<DeleteHistoryAnswer>;
const eventPost = z.object({
  at: time,
  method: text,
  path: text,
  address: text,
  headers: z.array(z.tuple([text, textOrNull])),
  bytes: count,
  events: count,
});
export const postAnswer = z.object({ success, post: eventPost.nullable() }) satisfies z.ZodType<EventPostAnswer>;

const logHealth = z.object({
  events: count,
  oldest: textOrNull,
  newest: textOrNull,
  persistent: z.boolean(),
  path: text.exactOptional(),
  problem: errorInfo.exactOptional(),
});
const health = z.object({
  name: z.literal('dev-sync'),
  version: text,
  pid: count,
  startedAt: time,
  url: text,
  subscribers: count,
  log: logHealth,
  proof: text.exactOptional(),
}) satisfies z.ZodType<HealthAnswer>;
const lockedHealth = health.pick({ name: true, version: true, proof: true });
export const healthAnswer = z.union([health, lockedHealth.meta({ description: 'Without the token, where it is needed everywhere' })]);

const perTime = { perSecond: number, perMinute: number };
const traffic = { count, bytes: count, ...perTime };
const targetStats = z.object({
  key: text,
  url: text,
  state: z.enum(['closed', 'open', 'half-open', 'no-receiver']),
  since: time,
  delivered: count,
  failures: count,
  failed: count,
  queued: count,
  ...perTime,
  p50Ms: number.nullable(),
  p95Ms: number.nullable(),
  error: text.exactOptional(),
});
export const statsAnswer = z.object({
  success,
  since: time,
  types: z.array(z.object({ type: text, ...traffic })),
  sources: z.array(z.object({ source: textOrNull, ...traffic })),
  targets: z.array(targetStats),
}) satisfies z.ZodType<StatsAnswer>;

const attempt = z.object({
  at: time,
  status: count.nullable(),
  ms: number,
  error: text.exactOptional(),
  answer: text.exactOptional(),
});
const delivery = z.object({
  id: text,
  eventId: text,
  type: text,
  target: text,
  state: z.enum(deliveryStates),
  attempts: z.array(attempt),
  attemptCount: count,
  nextAt: time.exactOptional(),
});
export const deliveriesAnswer = z.object({ success, deliveries: z.array(delivery) }) satisfies z.ZodType<DeliveriesAnswer>;
export const retryFailedAnswer = z.object({ success, retried: count }) satisfies z.ZodType<RetryFailedAnswer>;

export const consentAnswer = z.object({
  success,
  outcome: z.enum(['started', 'denied', 'expired', 'withdrawn']),
}) satisfies z.ZodType<ConsentAnswer>;

export const listenStartAnswer = z.object({
  success,
  message: text,
  sessionId: text,
  webhookUrl: text,
}) satisfies z.ZodType<ListenStartAnswer>;
export const listenPendingAnswer = z.object({
  success,
  pending: success,
  sessionId: z.null(),
  message: text,
  next: text,
}) satisfies z.ZodType<ListenPendingAnswer>;
export const listenStopAnswer = z.object({ success, message: text, sessionId: textOrNull }) satisfies z.ZodType<ListenStopAnswer>;
export const listenStatusAnswer = z.object({
  isListening: z.boolean(),
  status: z.enum(['starting', 'active', 'stopped', 'error']),
  sessionId: textOrNull,
  device: textOrNull,
  backend: z.enum(audioBackends).nullable(),
  sampleRate: number.nullable(),
  startedBy: z.enum(['editor', 'cli', 'page', 'program']).nullable(),
  problem: errorInfo.nullable(),
  level: number.nullable(),
}) satisfies z.ZodType<ListenStatusAnswer>;
const microphone = z.object({
  id: text,
  name: text,
  isDefault: z.boolean(),
  channels: count.nullable(),
  defaultSampleRate: number.nullable(),
});
export const listenDevicesAnswer = z.object({
  success,
  backend: z.enum(audioBackends),
  devices: z.array(microphone),
}) satisfies z.ZodType<ListenDevicesAnswer>;
export const meterFrame = z.object({
  t: number.meta({ description: 'Unix milliseconds' }),
  rmsDb: number,
  peakDb: number,
  holdDb: number,
  vuDb: number,
  percent: number,
  clipped: z.boolean(),
  clipCount: count,
  sessionId: text,
}) satisfies z.ZodType<MeterFrame>;
