import { isJsonObject, type JsonObject } from '../shared/json.ts';
import { parseExactJson } from '../shared/jsonText.ts';
import { UsageMistake } from './usageMistake.ts';

/** @throws UsageMistake `malformed-json` or `invalid-event` */
export function parseEventData(json: string): JsonObject {
  let value: unknown;
  try {
    value = parseExactJson(json);
  } catch (cause) {
    throw new UsageMistake('malformed-json', { message: `The data is not JSON: ${(cause as SyntaxError).message}.`, cause });
  }
  if (isJsonObject(value)) return value;
  throw new UsageMistake('invalid-event', {
    message: 'The data is not a JSON object.',
    next: 'Put it into braces, as in \'{"value": 1}\'.',
    path: 'data',
  });
}
