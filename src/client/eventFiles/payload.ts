import { isIsoTime } from '../../shared/isoTime.ts';
import { type JsonObject, plainNumber } from '../../shared/json.ts';

/** What is wrong with the data of a type whose payload the contract fixes. */
export function objectionToPayload(type: string, data: JsonObject): string | undefined {
  const fields = Object.entries(payloads.get(type) ?? {});
  const wrong = fields.find(([name, { isRight }]) => !isRight(plainNumber(Object.hasOwn(data, name) ? data[name] : undefined)));
  return wrong && `"data.${wrong[0]}" must be ${wrong[1].expected}.`;
}

type Field = { readonly expected: string; readonly isRight: (value: unknown) => boolean };

const number = (min: number, max: number): Field => ({
  expected: `a number from ${min} to ${max}`,
  isRight: (value) => typeof value === 'number' && value >= min && value <= max,
});
const truth: Field = { expected: 'true or false', isRight: (value) => typeof value === 'boolean' };
const text: Field = { expected: 'a text', isRight: (value) => typeof value === 'string' };
const time: Field = { expected: 'an ISO-8601 time', isRight: isIsoTime };
const optional = ({ expected, isRight }: Field): Field => ({ expected, isRight: (value) => value == null || isRight(value) });

const shared = { timestamp: optional(time), sessionId: optional(text), status: optional(text) };
/** dBFS; floating-point sources go a little beyond full scale. */
const db = optional(number(-400, 24));
const payloads = new Map<string, Readonly<Record<string, Field>>>([
  ['audio_level', { audioLevel: number(0, 100), ...shared, rmsDb: db, peakDb: db, clipped: optional(truth) }],
  ['listening_status', { isListening: truth, ...shared }],
]);
