import { text } from 'node:stream/consumers';
import { createHubClient } from '../client/hubClient.ts';
import { DevSyncError } from '../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../shared/json.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData } from './output.ts';

export type SendOptions = AddressOptions & { readonly source: string; readonly json?: boolean };

/** `dev-sync send TYPE [JSON|-]` */
export async function send(type: string, json: string, { source, json: asJson, ...address }: SendOptions): Promise<void> {
  const data = parseData(json === '-' ? await text(process.stdin) : json);
  const answer = await createHubClient(await findAddress(address)).send({ event_type: type, data, source });
  writeData(asJson ? JSON.stringify(answer) : answer.message);
}

function parseData(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DevSyncError('malformed-json', { message: `The data is not JSON: ${(cause as SyntaxError).message}.`, cause });
  }
  if (isJsonObject(value)) return value;
  throw new DevSyncError('invalid-event', {
    message: 'The data is not a JSON object.',
    next: 'Put it into braces, as in \'{"value": 1}\'.',
    path: 'data',
  });
}
