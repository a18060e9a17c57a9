import { text } from 'node:stream/consumers';
import { createHubClient } from '../client/hubClient.ts';
import type { JsonObject } from '../shared/json.ts';
import { parseEventData } from './eventData.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData } from './output.ts';

export type SendOptions = AddressOptions & { readonly source: string; readonly json?: boolean };

/** `dev-sync send TYPE [JSON|-]`; the data is `-` when it comes from stdin. */
export async function send(type: string, data: JsonObject | '-', { source, json: asJson, ...address }: SendOptions): Promise<void> {
  const event = { event_type: type, data: data === '-' ? parseEventData(await text(process.stdin)) : data, source };
  const answer = await createHubClient(await findAddress(address)).send(event);
  writeData(asJson ? JSON.stringify(answer) : answer.message);
}
