import type { JsonValue } from '../../src/shared/json.ts';

/** What a value says beside its characters. A URL is marked and nothing more: nothing from strangers is ever followed. */
export type Recognised = { readonly kind: 'time'; readonly at: number } | { readonly kind: 'url' };

/** Without a zone it could be any hour: such a time is left as it is. */
const ZONED_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i;
const WEB_ADDRESS = /^(https?|wss?):\/\/[^\s/]\S*$/i;
/** Names of members whose numbers are seconds or milliseconds since 1970. */
const TIME_KEY = /^(at|ts|time|timestamp)$|_(at|ts|time|timestamp)$|(At|Ts|Time|Timestamp)$/;
/** Seconds from 2000 to 2100; milliseconds are a thousand times as many, so that neither can be taken for the other. */
const [FIRST_SECOND, LAST_SECOND] = [946_684_800, 4_102_444_800];
/** Longer texts are neither. */
const MOST_CHARACTERS = 2000;

export function recognise(key: string, value: JsonValue): Recognised | null {
  if (typeof value === 'number') return TIME_KEY.test(key) ? timeOfNumber(value) : null;
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) return null;
  if (ZONED_TIME.test(value)) return timeOfText(value);
  return WEB_ADDRESS.test(value) && URL.canParse(value) ? { kind: 'url' } : null;
}

function timeOfText(text: string): Recognised | null {
  const at = Date.parse(text.replace(' ', 'T').replace(',', '.'));
  return Number.isNaN(at) ? null : { kind: 'time', at };
}

function timeOfNumber(value: number): Recognised | null {
  if (isSecond(value)) return { kind: 'time', at: value * 1000 };
  return isSecond(value / 1000) ? { kind: 'time', at: value } : null;
}

function isSecond(value: number): boolean {
  return value >= FIRST_SECOND && value <= LAST_SECOND;
}
