import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import { parseExactJson } from '../../shared/jsonText.ts';
import type { DraftText } from '../../shared/panel.ts';

/** @throws DevSyncError `invalid-event` */
export function dataOf({ data: text }: DraftText): JsonObject {
  try {
    const data = parseExactJson(text);
    if (isJsonObject(data)) return data;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DevSyncError('invalid-event', { message: 'The data is not valid JSON.', path: 'data', cause });
  }
  throw new DevSyncError('invalid-event', { message: 'The data is not a JSON object.', path: 'data' });
}

/**
 * A file that `curl -d @…` posts as it is: over several lines, unless the hub would not take so much in one post.
 *
 * @throws DevSyncError `invalid-event`
 */
export function fixtureText(draft: DraftText): string {
  const { type, source } = draft;
  const event = { event_type: type, data: dataOf(draft), ...(source !== null && { source }) };
  const text = `${JSON.stringify(event, null, 2)}\n`;
  return new TextEncoder().encode(text).length > limits.eventBytes ? `${JSON.stringify(event)}\n` : text;
}
