import { limits } from '../../shared/api.ts';
import { isReservedType } from '../../shared/events.ts';
import { isIsoTime } from '../../shared/isoTime.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import { findExactNumbers, isNestedDeeper, parseExactJson } from '../../shared/jsonText.ts';
import type { DraftText } from '../../shared/panel.ts';
import { objectionToPayload } from './payload.ts';

/** An event of a file, which the hub takes as it is. */
export type ImportedEvent = DraftText & {
  /** The sender's own time, ISO-8601. */
  readonly sentAt: string | null;
  /** When it happened, in milliseconds since 1970; null when the file does not say. */
  readonly at: number | null;
  /** Numbers that JavaScript does not hold: the hub takes a bounded count of them at once. */
  readonly exactNumbers: number;
};

/** What became of a value of a file. A message of the stream itself is no event, and no mistake either. */
export type ReadValue =
  | { readonly kind: 'event'; readonly event: ImportedEvent }
  | { readonly kind: 'streamMessage' }
  /** `below` is how many lines further down the mistake is. */
  | { readonly kind: 'mistake'; readonly message: string; readonly below: number };

/** The body of the post that publishes it. */
export function toPost({ type, data, source, sentAt }: ImportedEvent): string {
  const more = [...(source === null ? [] : [['source', source]]), ...(sentAt === null ? [] : [['timestamp', sentAt]])];
  const members = more.map(([name, value]) => `,"${name}":${JSON.stringify(value)}`).join('');
  return `{"event_type":${JSON.stringify(type)},"data":${data}${members}}`;
}

/** Reads an event as the hub writes it (`type`), or as it is posted (`event_type`). */
export function readEvent(text: string): ReadValue {
  if (text === '') return mistake('Nothing stands here: there is a comma too many.');
  // Deeper text is not parsed. The event around the data is one level more.
  if (isNestedDeeper(text, limits.jsonDepth + 1)) return mistake(`The data is nested deeper than ${limits.jsonDepth} levels.`);
  const numbers = findExactNumbers(text, limits.exactNumbers);
  if (numbers.length > limits.exactNumbers) return mistake('It has more integers of 17 digits than the hub takes at once.');
  try {
    return judge(parseExactJson(text, numbers), numbers.length);
  } catch (error) {
    if (error instanceof SyntaxError) return notJson(error);
    throw error;
  }
}

/** Engines tell the place in the value; what counts for the reader is the line of the file. */
function notJson({ message }: SyntaxError): ReadValue {
  const line = /line (\d+)/.exec(message)?.[1] ?? '1';
  const reason = message.replace(/ (?:in JSON )?at (?:position|line).*$/s, '');
  return mistake(`It is not valid JSON: ${reason}.`, Number(line) - 1);
}

function judge(value: unknown, exactNumbers: number): ReadValue {
  if (!isJsonObject(value)) return mistake('It is no JSON object.');
  const form = Object.hasOwn(value, 'event_type') ? posted : written;
  const type = value[form.type];
  if (type === undefined) return mistake('It has no "event_type", and no "type" either.');
  if (form === written && typeof type === 'string' && isReservedType(type)) return { kind: 'streamMessage' };
  const { data = {}, source = null, timestamp } = value;
  const sentAt = value[form.sentAt] ?? null;
  const objection =
    objectionToFields(value, form) ?? objectionToType(type) ?? objectionToSource(source) ?? objectionToTime(sentAt, form.sentAt);
  if (objection !== undefined) return mistake(objection);
  if (!isJsonObject(data)) return mistake('"data" must be a JSON object.');
  const json = JSON.stringify(data);
  const inData = objectionToSize(json) ?? objectionToPayload(String(type), data);
  if (inData !== undefined) return mistake(inData);
  const event = { type: type as string, data: json, source: source as string | null, sentAt: sentAt as string | null };
  return { kind: 'event', event: { ...event, at: toTime(timestamp), exactNumbers } };
}

function mistake(message: string, below = 0): ReadValue {
  return { kind: 'mistake', message, below };
}

type Form = { readonly type: string; readonly sentAt: string; readonly fields: readonly string[] };
const posted: Form = { type: 'event_type', sentAt: 'timestamp', fields: ['event_type', 'data', 'source', 'timestamp'] };
const written: Form = { type: 'type', sentAt: 'sent_at', fields: ['id', 'type', 'data', 'timestamp', 'source', 'sent_at'] };

/** What we do not know would be lost in silence. */
function objectionToFields(value: JsonObject, { type, fields }: Form): string | undefined {
  const unknown = Object.keys(value).find((name) => !fields.includes(name));
  if (unknown === undefined) return undefined;
  return `${shortened(unknown)} is no field of an event with "${type}": put it into "data".`;
}

function shortened(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}

function objectionToType(type: unknown): string | undefined {
  if (typeof type !== 'string' || type === '') return 'The type must be a text.';
  // Characters as people count them: an emoji is one, though JavaScript stores two.
  if ([...type].length > limits.typeCharacters) return `The type is longer than ${limits.typeCharacters} characters.`;
  if (/\p{Cc}/u.test(type) || !type.isWellFormed()) return 'The type has control characters or broken ones.';
  return isReservedType(type) ? `The type ${JSON.stringify(type)} is reserved for the stream itself.` : undefined;
}

function objectionToSource(source: unknown): string | undefined {
  if (source === null) return undefined;
  const isFine = typeof source === 'string' && source.length <= limits.sourceCharacters && source.isWellFormed();
  return isFine ? undefined : `"source" must be a text of at most ${limits.sourceCharacters} characters.`;
}

function objectionToTime(time: unknown, field: string): string | undefined {
  return time === null || isIsoTime(time) ? undefined : `"${field}" must be an ISO-8601 time.`;
}

/** No character takes more than three bytes for each of those that JavaScript counts. */
function objectionToSize(json: string): string | undefined {
  const isLarge = json.length * 3 > limits.eventBytes && new TextEncoder().encode(json).length > limits.eventBytes;
  return isLarge ? 'The data is larger than 1 MiB.' : undefined;
}

function toTime(timestamp: unknown): number | null {
  const time = isIsoTime(timestamp) ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
