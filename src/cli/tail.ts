import { setTimeout as sleep } from 'node:timers/promises';
import type { Query } from '../shared/query/query.ts';
import { exitCodes } from './exitCodes.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { followHub } from './followHub.ts';
import { writeDataInTurn, writeWords } from './output.ts';
import { printedEvent } from './printedEvent.ts';

export type TailOptions = AddressOptions & { readonly since?: string; readonly json?: boolean };

/** How long the reader of our output may take for what was under way when we are ended. */
const FLUSH_MS = 1000;

/** `dev-sync tail`: the events that come, a line each, until Ctrl-C or until nobody reads them any more. */
export async function tail(query: Query, { since, json: asJson = false, ...options }: TailOptions): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  const printing = { asJson, isDated: since !== undefined };
  let lines = '';
  const print = async () => {
    const piece = lines;
    lines = '';
    if (piece !== '' && !(await writeDataInTurn(piece))) end();
  };
  const followed = followHub({
    address: await findAddress(options),
    since,
    onEvent: (event) => {
      // Gauges have no id.
      if (event.id !== null && query.matches(event)) lines += printedEvent(event, printing);
    },
    onPiece: print,
    onWords: writeWords,
    signal: ending.signal,
  });
  await Promise.race([followed, aborted(ending.signal).then(() => sleep(FLUSH_MS))]);
  // What the reader of our output has not taken by now would keep the process alive for ever.
  process.exit(exitCodes.done);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
