import * as z from 'zod';
import { limits, routes } from '../../../shared/api.ts';
import { consentBody } from '../consent.ts';
import { eventType, receivedEvent, webhookEvent } from '../event.ts';
import { listenBody } from '../listen.ts';
import { deliveryQuery, eventsQuery, healthQuery, historyQuery, shutdownQuery } from '../query.ts';
import { watchBody } from '../watch.ts';
import { windowBody } from '../window.ts';
import * as answers from './answers.ts';

/** By media type. */
export type Content = Readonly<Record<string, z.ZodType>>;

/** What a route takes and answers, as far as the route table does not tell. */
export type Operation = {
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** Names, and what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly content: Content; readonly isOptional?: true };
  /** By status. */
  readonly answers: Readonly<Record<number, Content>>;
};

const json = (schema: z.ZodType): Content => ({ 'application/json': schema });
const stream = (message: z.ZodType): Content => ({ 'text/event-stream': message.meta({ description: 'What each "data:" says' }) });
const file = (type: string): Content => ({ [type]: z.string() });
const answered = (schema: z.ZodType) => ({ 200: json(schema) });
const done = answered(answers.doneAnswer);

const batch = z.array(webhookEvent).min(1).max(limits.batchEvents);
const lines = z.string().meta({ description: 'One event a line' });
const events = { content: { ...json(z.union([webhookEvent, batch])), 'application/x-ndjson': lines } };
const typeInQuery = z.object({ event_type: eventType.optional().meta({ description: 'Then the body is the data alone' }) });
const repeats = {
  'Idempotency-Key': 'A repeat within 5 minutes answers as the first one did, and publishes nothing',
  'webhook-id': 'The same for 24 hours, in place of the key',
};

/** Every route of the hub but its pages, by method and path. */
export const operations: Readonly<Record<string, Operation>> = {
  [`post ${routes.webhook}`]: {
    summary: 'Publishes an event, or a batch of them: all or none',
    query: typeInQuery,
    headers: repeats,
    body: events,
    answers: answered(z.union([answers.webhookAnswer, answers.batchAnswer])),
  },
  [`post ${routes.trigger}`]: {
    summary: 'The same, answered without a message',
    query: typeInQuery,
    headers: repeats,
    body: events,
    answers: answered(z.union([answers.triggerAnswer, answers.batchAnswer])),
  },
  [`post ${routes.receive}`]: {
    summary: 'Publishes an event, as backends send them to frontends',
    headers: repeats,
    body: { content: json(receivedEvent) },
    answers: answered(answers.receiveAnswer),
  },
  [`get ${routes.events}`]: {
    summary: 'Follows the events',
    query: eventsQuery,
    headers: { 'Last-Event-ID': 'Begins behind this event; it wins over last_event_id' },
    answers: { 200: stream(answers.streamMessage) },
  },
  [`get ${routes.health}`]: {
    summary: 'Who is there, and on request the proof that it has the token: HMAC-SHA256(token, nonce)',
    query: healthQuery,
    answers: answered(answers.healthAnswer),
  },
  [`get ${routes.history}`]: { summary: 'A page of the log', query: historyQuery, answers: answered(answers.historyAnswer) },
  [`get ${routes.history}/:id`]: { summary: 'One event', answers: answered(answers.loggedEvent) },
  [`get ${routes.history}/:id/post`]: { summary: 'How an event came in', answers: answered(answers.postAnswer) },
  [`delete ${routes.history}`]: { summary: 'Deletes the log', answers: answered(answers.deleteAnswer) },
  [`get ${routes.stats}`]: { summary: 'Figures since the start of the hub', answers: answered(answers.statsAnswer) },
  [`get ${routes.deliveries}`]: {
    summary: 'What became of events at the webhook targets, newest first',
    query: deliveryQuery,
    answers: answered(answers.deliveriesAnswer),
  },
  [`post ${routes.retryFailed}`]: { summary: 'Retries all that failed', answers: answered(answers.retryFailedAnswer) },
  [`post ${routes.deliveries}/:id/retry`]: { summary: 'Sends a delivery once more', answers: done },
  [`post ${routes.deliveries}/:id/discard`]: { summary: 'Gives a delivery up', answers: done },
  [`post ${routes.watch}`]: { summary: 'For editor windows: what to watch', body: { content: json(watchBody) }, answers: done },
  [`post ${routes.window}`]: { summary: 'For editor windows: news of a window', body: { content: json(windowBody) }, answers: done },
  [`post ${routes.consent}`]: {
    summary: 'For editor windows: what a person said about the microphone',
    body: { content: json(consentBody) },
    answers: answered(answers.consentAnswer),
  },
  [`post ${routes.shutdown}`]: { summary: 'Ends the hub', query: shutdownQuery, answers: done },
  [`post ${routes.listenStart}`]: {
    summary: 'Switches the microphone on, or asks a person to',
    body: { content: json(listenBody), isOptional: true },
    answers: { 200: json(answers.listenStartAnswer), 202: json(answers.listenPendingAnswer) },
  },
  [`post ${routes.listenStop}`]: { summary: 'Switches the microphone off', answers: answered(answers.listenStopAnswer) },
  [`get ${routes.listenStatus}`]: { summary: 'What the microphone is doing', answers: answered(answers.listenStatusAnswer) },
  [`get ${routes.listenDevices}`]: { summary: 'The microphones that there are', answers: answered(answers.listenDevicesAnswer) },
  [`get ${routes.listenLevels}`]: { summary: 'Follows the level, 50 times a second', answers: { 200: stream(answers.meterFrame) } },
  [`get ${routes.client}`]: { summary: 'The client as an ES module', answers: { 200: file('text/javascript') } },
  [`get ${routes.clientExtras}`]: { summary: 'The part of it that few need', answers: { 200: file('text/javascript') } },
  [`get ${routes.clientTypes}`]: { summary: 'Its types', answers: { 200: file('text/plain') } },
  [`get ${routes.openapi}`]: { summary: 'This description', answers: answered(z.object({ openapi: z.string() })) },
};
