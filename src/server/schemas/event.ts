import * as z from 'zod';
import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { type AudioLevel, type EventDraft, isReservedType, type ListeningStatus } from '../../shared/events.ts';
import { ISO_8601, ISO_CHARACTERS } from '../../shared/isoTime.ts';
import { isJsonObject, type JsonObject, plainNumber } from '../../shared/json.ts';
import { withoutControls } from './controls.ts';
import { parse } from './parse.ts';

const timestamp = z.string('Expected an ISO-8601 time').max(ISO_CHARACTERS).regex(ISO_8601, 'Expected an ISO-8601 time').nullish();
/** Objects as they came, their numbers exact. To who reads the description they are objects like all others. */
export const jsonObject = z.custom<JsonObject>(isJsonObject, 'Expected a JSON object').meta({ type: 'object' });
/** Types and sources are compared and kept as text, in which there are no halves. */
const isWellFormed = (text: string): boolean => text.isWellFormed();
const HALF_CHARACTER = 'Half of a surrogate pair is no character';
export const eventType = z
  .string({ error: ({ input }) => (input === undefined ? 'This field is missing' : 'Expected a string') })
  .min(1, 'Expected at least 1 character')
  // Characters as people count them: an emoji is one, though JavaScript stores two.
  .refine((type) => [...type].length <= limits.typeCharacters, `Expected at most ${limits.typeCharacters} characters`)
  .regex(withoutControls, 'Control characters are not allowed')
  .refine(isWellFormed, HALF_CHARACTER);
const source = z
  .string('Expected a string')
  .max(limits.sourceCharacters, `Expected at most ${limits.sourceCharacters} characters`)
  .refine(isWellFormed, HALF_CHARACTER)
  .nullish();

/** Body of `/dev/webhook` and `/dev/trigger`. */
export const webhookEvent = z.strictObject(
  { event_type: eventType, data: jsonObject.optional(), source, timestamp },
  'Expected an event object',
);

/** Body of `/api/webhook/receive`; senders in the wild put more fields beside these. */
export const receivedEvent = z.object({ type: eventType, data: jsonObject.optional(), source, timestamp }, 'Expected an event object');

const optionalText = z.string('Expected a string').nullish();
/** dBFS; floating-point sources go a little beyond full scale. */
const optionalDb = z.number('Expected a number').min(-400, 'Expected at least -400').max(24, 'Expected at most 24').nullish();
/** The meter of the panel draws these, so they are numbers or nothing. */
const audioLevel = z.looseObject({
  audioLevel: z.number('Expected a number from 0 to 100').min(0, 'Expected at least 0').max(100, 'Expected at most 100'),
  timestamp,
  sessionId: optionalText,
  status: optionalText,
  rmsDb: optionalDb,
  peakDb: optionalDb,
  clipped: z.boolean('Expected true or false').nullish(),
}) satisfies z.ZodType<Pick<AudioLevel, 'audioLevel'>>;
const listeningStatus = z.looseObject({
  isListening: z.boolean('Expected true or false'),
  timestamp,
  sessionId: optionalText,
  status: optionalText,
}) satisfies z.ZodType<Pick<ListeningStatus, 'isListening'>>;

/** Types whose payload the contract fixes, wherever they come in, and how it looks. */
const payloads = new Map<string, { readonly schema: z.ZodType; readonly next: string }>([
  ['audio_level', { schema: audioLevel, next: 'Give "data" as {"audioLevel": 42.5}, a number from 0 to 100.' }],
  ['listening_status', { schema: listeningStatus, next: 'Give "data" as {"isListening": true}.' }],
]);

/** @throws DevSyncError `invalid-event` or `reserved-type` */
export function parseWebhookEvent(value: unknown, at = ''): EventDraft {
  const { event_type, ...rest } = parse(webhookEvent, value, { code: 'invalid-event', at });
  return toDraft({ type: event_type, ...rest }, at, 'event_type');
}

/** @throws DevSyncError `invalid-event` or `reserved-type` */
export function parseReceivedEvent(value: unknown): EventDraft {
  const next = 'Send {"type": "my.event", "data": {…}}.';
  return toDraft(parse(receivedEvent, value, { code: 'invalid-event', next }), '', 'type');
}

type Fields = z.infer<typeof receivedEvent>;

function toDraft({ type, data = {}, source: from, timestamp: sentAt }: Fields, at: string, typeField: string): EventDraft {
  const pathOf = (field: string) => (at ? `${at}.${field}` : field);
  if (isReservedType(type)) throw new DevSyncError('reserved-type', { path: pathOf(typeField) });
  if (isDeeperThan(data, limits.jsonDepth)) {
    throw new DevSyncError('invalid-event', {
      message: `The data is nested deeper than ${limits.jsonDepth} levels.`,
      path: pathOf('data'),
    });
  }
  const payload = payloads.get(type);
  if (payload) parse(payload.schema, withPlainNumbers(data), { code: 'invalid-event', at: pathOf('data'), next: payload.next });
  return { type, data, source: from ?? null, ...(sentAt != null && { sentAt }) };
}

/** What is checked are values; how they are written is kept. */
function withPlainNumbers(data: JsonObject): object {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plainNumber(value)]));
}

/** A number that is kept as its text is no level. */
function isDeeperThan(value: unknown, levels: number): boolean {
  const inner = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : undefined;
  if (inner === undefined) return false;
  return levels === 0 || inner.some((one) => isDeeperThan(one, levels - 1));
}
