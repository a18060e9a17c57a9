import { fstatSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createHubClient } from '../client/hubClient.ts';
import type { JsonObject } from '../shared/json.ts';
import { parseEventData } from './eventData.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData, writeWords } from './output.ts';

export type SendOptions = AddressOptions & { readonly source: string; readonly json?: boolean };

/** `dev-sync send TYPE [JSON|-]`; the data is `-` when it comes from stdin. Otherwise stdin may be the input of a loop around us. */
export async function send(
  type: string,
  data: JsonObject | '-' | undefined,
  { source, json: asJson, ...address }: SendOptions,
): Promise<void> {
  const event = { event_type: type, data: data === '-' ? parseEventData(await text(process.stdin)) : (data ?? {}), source };
  const answer = await createHubClient(await findAddress(address)).send(event);
  writeData(asJson ? JSON.stringify(answer) : answer.message);
  if (data === undefined && mayHaveInput()) writeWords(`Stdin is not read, so the event has no data. To send it: dev-sync send ${type} -`);
}

/** Whether somebody seems to have piped something in. What a pipe holds cannot be known without reading it. */
function mayHaveInput(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || (stdin.isFile() && stdin.size > 0);
  } catch {
    // There is no stdin.
    return false;
  }
}
