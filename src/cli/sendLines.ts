import { close, createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { steadyClock } from '../client/eventFiles/clock.ts';
import { createBatchSender, PAUSES_MS } from './batchSender.ts';
import { eventsText } from './countText.ts';
import { exitCodes } from './exitCodes.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { goOnWords, skipsTooMany } from './goOnWords.ts';
import { interrupted } from './interrupted.ts';
import { writeData, writeWords } from './output.ts';
import { createProgress } from './progress.ts';
import { type PublishedLines, publishedWords, publishLines } from './publishLines.ts';
import { unreadable } from './unreadable.ts';
import { withPauses } from './withPauses.ts';

export type SendLinesOptions = AddressOptions & {
  /** A file; true or `-` for stdin. */
  readonly ndjson: string | true;
  readonly source: string;
  readonly skip: number;
  readonly json?: boolean;
};

/** A program that writes one line a second wants each of them published, not the first thousand after a while. */
const PAUSE_MS = 50;

/** `dev-sync send --ndjson [FILE]` */
export async function sendLines({ ndjson, source, skip, json = false, ...options }: SendLinesOptions): Promise<void> {
  const address = await findAddress(options);
  const { stream, size } = await openInput(ndjson === true ? '-' : ndjson);
  const signal = interrupted();
  const progress = createProgress();
  try {
    const result = await publishLines({
      pieces: withPauses<Buffer>(addAbortSignal(signal, stream), PAUSE_MS, signal),
      source,
      skip,
      send: createBatchSender(address, progress.say),
      signal,
      clock: steadyClock,
      pauses: PAUSES_MS,
      onProgress: (count, bytes) => progress.show({ count, share: size && Math.min(1, bytes / size) }),
    });
    progress.end();
    tell(result, { skip, json });
  } finally {
    progress.end();
    stream.destroy();
  }
}

type Input = {
  readonly stream: Readable;
  /** In bytes; undefined when nobody knows how much is to come. */
  readonly size: number | undefined;
};

async function openInput(path: string): Promise<Input> {
  if (path === '-') {
    if (process.stdin.isTTY) writeWords('An event a line, as {"event_type": "agent.created", "data": {}}; Ctrl-D ends this.');
    return { stream: process.stdin, size: undefined };
  }
  const refuse = (cause: NodeJS.ErrnoException) => {
    throw unreadable(path, 'Give the path of a file, or - for stdin.', cause);
  };
  const fd = await promisify(open)(path, 'r').catch(refuse);
  const stats = await promisify(fstat)(fd);
  if (stats.isDirectory()) {
    await promisify(close)(fd);
    refuse(Object.assign(new Error(), { code: 'EISDIR' }));
  }
  // A read of a file cannot be given up, which for a pipe that is silent would be the end of Ctrl-C.
  if (stats.isFIFO()) return { stream: new Socket({ fd, readable: true, writable: false }), size: undefined };
  return { stream: createReadStream(path, { fd }), size: stats.isFile() ? stats.size : undefined };
}

function tell(result: PublishedLines, { skip, json }: { readonly skip: number; readonly json: boolean }): void {
  const { count, firstId, lastId, line, notSkipped, isWhole } = result;
  if (!isWhole) {
    writeWords(`dev-sync: Stopped. ${publishedWords(count, line)}.\n  ${goOnWords({ published: count, perhaps: 0 }, skip)}`);
    process.exitCode = exitCodes.failed;
  } else if (notSkipped > 0) {
    throw skipsTooMany(skip, skip - notSkipped);
  } else if (json) {
    writeData(JSON.stringify({ success: true, accepted: count, first_id: firstId, last_id: lastId }));
  } else {
    writeData(`${eventsText(count)} published`);
  }
}
