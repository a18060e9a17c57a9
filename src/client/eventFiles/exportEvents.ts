import { type HistoryAnswer, limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { LoggedEvent } from '../../shared/events.ts';
import { toJsonLine } from '../../shared/jsonText.ts';
import type { ExportFormat } from '../../shared/panel.ts';
import type { HistoryRequest, HubClient } from '../hubClient.ts';

export type ExportOptions = {
  /** One that parses by `parseExactJson`, so that numbers keep their digits. */
  readonly client: Pick<HubClient, 'history'>;
  /** Id of the event behind which it begins; null for the whole log. */
  readonly start: string | null;
  /** Of the language of the panel; an empty one lets everything through. */
  readonly query: string;
  readonly format: ExportFormat;
};

/** A part of the file, and how many events are in it. */
export type ExportPart = {
  readonly text: string;
  readonly count: number;
  /** Events between the part before and this one have left the log meanwhile. */
  readonly isAfterGap: boolean;
};

/**
 * The file of what the log keeps behind a place in it, part by part, as the hub writes its events. What comes in meanwhile is in it, too.
 *
 * @throws DevSyncError of the hub
 */
export async function* exportEvents({ format, ...wanted }: ExportOptions): AsyncGenerator<ExportPart> {
  const [opening, between, closing] = format === 'json' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n'];
  let isFirst = true;
  for await (const { events, isAfterGap } of pagesAfter(wanted)) {
    if (events.length === 0) continue;
    yield { text: `${isFirst ? opening : between}${events.map(toJsonLine).join(between)}`, count: events.length, isAfterGap };
    isFirst = false;
  }
  const empty = format === 'json' ? '[]\n' : '';
  yield { text: isFirst ? empty : closing, count: 0, isAfterGap: false };
}

type Page = { readonly events: readonly LoggedEvent[]; readonly isAfterGap: boolean };

async function* pagesAfter({ client, start, query }: Omit<ExportOptions, 'format'>): AsyncGenerator<Page> {
  let isAfterGap = false;
  for (let after: string | null = start ?? 'earliest'; after !== null; ) {
    const page = await pageAfter(client, { after, limit: limits.historyPage, ...(query !== '' && { query }) });
    if (page) yield { events: page.events, isAfterGap };
    // A view may begin anywhere. What was the end of a page was there a moment ago.
    isAfterGap = !page && after !== start;
    after = page ? page.next : 'earliest';
  }
}

/** Undefined when the place has left the log: it is older than all that is kept. */
async function pageAfter(client: ExportOptions['client'], request: HistoryRequest): Promise<HistoryAnswer | undefined> {
  try {
    return await client.history(request);
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return undefined;
    throw error;
  }
}
