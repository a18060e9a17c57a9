import { createHubClient, type HistoryRequest } from '../client/hubClient.ts';
import { limits } from '../shared/api.ts';
import { parseExactJson } from '../shared/jsonText.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { historyPages } from './historyPages.ts';
import { writeDataInTurn, writeWords } from './output.ts';
import { printedEvent } from './printedEvent.ts';

export type HistoryOptions = AddressOptions & HistoryRequest & { readonly all?: boolean; readonly json?: boolean };

/** `dev-sync history`: what the log keeps, a line per event. */
export async function history({ url, tokenFile, all = false, json: asJson = false, ...request }: HistoryOptions): Promise<void> {
  const address = await findAddress({ ...(url !== undefined && { url }), ...(tokenFile !== undefined && { tokenFile }) });
  const pages = historyPages({
    client: createHubClient(address, parseExactJson),
    wanted: {
      ...request,
      ...(all && { after: request.after ?? 'earliest' }),
      limit: all ? Number.POSITIVE_INFINITY : (request.limit ?? limits.historyPageDefault),
    },
    onGap: () => writeWords('Events are missing here: they left the log while it was read, since it keeps the newest only.'),
    // Who named a limit got what was asked for.
    onMore: () => request.limit === undefined && writeWords(moreWords(request)),
  });
  let count = 0;
  for await (const events of pages) {
    count += events.length;
    const isRead = await writeDataInTurn(events.map((event) => printedEvent(event, { asJson, isDated: true })).join(''));
    if (!isRead) return;
  }
  if (count === 0) writeWords(`No event was found in the log of ${address.url}.`);
}

function moreWords({ after }: HistoryRequest): string {
  const which = after === undefined ? 'newest' : 'first';
  return `These are the ${which} ${limits.historyPageDefault} events; --limit <n> prints more, --all everything.`;
}
