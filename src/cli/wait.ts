import { durationText } from '../client/eventFiles/schedule.ts';
import type { HubEvent } from '../shared/events.ts';
import type { Query } from '../shared/query/query.ts';
import { parseTypeFilter } from '../shared/typeFilter.ts';
import { exitCodes } from './exitCodes.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { followHub } from './followHub.ts';
import { writeDataInTurn, writeWords } from './output.ts';
import { printedEvent } from './printedEvent.ts';

export type WaitOptions = AddressOptions & {
  /** In milliseconds; 0 is for ever. */
  readonly timeout?: number;
  readonly since?: string;
  readonly json?: boolean;
};

/** Nobody sees that a script waits for ever. */
const TIMEOUT_MS = 30_000;

/** `dev-sync wait TYPE`: the first event of these types that the query lets through, also over a restart of the hub. */
export async function wait(
  types: string,
  query: Query,
  { timeout = TIMEOUT_MS, since, json: asJson = false, ...options }: WaitOptions,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = timeout > 0 ? setTimeout(end, timeout) : undefined;
  const isWanted = parseTypeFilter(types);
  let found: HubEvent | undefined;
  const onEvent = (event: HubEvent) => {
    if (ending.signal.aborted || !isWanted(event.type) || !query.matches(event)) return;
    found = event;
    end();
  };
  try {
    const address = await findAddress(options);
    await followHub({ address, since, onEvent, onPiece: async () => {}, onWords: writeWords, signal: ending.signal });
  } finally {
    clearTimeout(timer);
  }
  if (found) return void (await writeDataInTurn(printedEvent(found, { asJson, isDated: since !== undefined })));
  const which = `${types}${query.isEmpty ? '' : ` that fits ${query.text}`}`;
  writeWords(
    `dev-sync: No event ${which} came within ${durationText(timeout)}.\n  Wait longer with --timeout, or begin behind an event with --since.`,
  );
  process.exitCode = exitCodes['timed out'];
}
