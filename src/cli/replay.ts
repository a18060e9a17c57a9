import { readFile, stat } from 'node:fs/promises';
import { eventTextOf, requireFileSize } from '../client/eventFiles/eventText.ts';
import type { ImportedEvent } from '../client/eventFiles/importedEvent.ts';
import { PublishFailure } from '../client/eventFiles/publishFailure.ts';
import { readEventFile } from '../client/eventFiles/readEventFile.ts';
import { type ReplayTiming, replayEvents } from '../client/eventFiles/replay.ts';
import { durationText, scheduleOf, spanOf } from '../client/eventFiles/schedule.ts';
import { DevSyncError } from '../shared/errors.ts';
import { createBatchSender, PAUSES_MS } from './batchSender.ts';
import { countText, eventsText } from './countText.ts';
import { exitCodes } from './exitCodes.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { goOnWords, skipsTooMany } from './goOnWords.ts';
import { interrupted } from './interrupted.ts';
import { writeData, writeWords } from './output.ts';
import { createProgress, type Progress } from './progress.ts';
import { unreadable } from './unreadable.ts';

export type ReplayOptions = AddressOptions & { readonly speed: ReplayTiming; readonly skip: number };

/** Mistakes that are named; the others are like them. */
const NAMED_PROBLEMS = 5;
/** Who waits longer than that is told how long. */
const LONG_MS = 3000;

/** `dev-sync replay FILE`; the file is `-` when it comes from stdin. */
export async function replay(path: string, { speed, skip, ...options }: ReplayOptions): Promise<void> {
  const all = await readEvents(path);
  if (skip > all.length) throw skipsTooMany(skip, all.length);
  const events = skip === 0 ? all : all.slice(skip);
  const address = await findAddress(options);
  const signal = interrupted();
  const progress = createProgress();
  if (speed === 'original') announce(events, progress);
  const onProgress = (published: number) => progress.show({ count: published, share: shareOf(published) });
  const shareOf = createShares(events, speed);
  const send = createBatchSender(address, progress.say);
  try {
    const published = await replayEvents({ events, timing: speed, send, signal, pauses: PAUSES_MS, onProgress });
    progress.end();
    tell(published, { all: events.length, skip });
  } catch (error) {
    throw error instanceof PublishFailure ? withNext(error, skip) : error;
  } finally {
    progress.end();
  }
}

/** Of a file with mistakes nothing is published. */
async function readEvents(path: string): Promise<readonly ImportedEvent[]> {
  const name = path === '-' ? 'stdin' : path;
  const { events, problems } = readEventFile(eventTextOf(name, await (path === '-' ? readStdin(name) : readBytes(path))));
  if (problems.length === 0) return events;
  const named = problems.slice(0, NAMED_PROBLEMS).map(({ line, message }) => `Line ${countText(line)}: ${message}`);
  const more = problems.length > NAMED_PROBLEMS ? ` There are ${countText(problems.length - NAMED_PROBLEMS)} more.` : '';
  throw new DevSyncError('invalid-event-file', {
    message: `"${name}" has ${problems.length === 1 ? 'a mistake' : `${countText(problems.length)} mistakes`}, so nothing is published.`,
    next: `${named.join(' ')}${more}`,
  });
}

async function readStdin(name: string): Promise<Uint8Array> {
  if (process.stdin.isTTY) writeWords('Events as NDJSON, a JSON array, or JSON objects; Ctrl-D ends this.');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    requireFileSize(name, size);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function readBytes(path: string): Promise<Uint8Array> {
  const refuse = (cause: NodeJS.ErrnoException) => {
    throw unreadable(path, 'Give the path of a file of events.', cause);
  };
  requireFileSize(path, (await stat(path).catch(refuse)).size);
  return readFile(path).catch(refuse);
}

/** What is done of the time that it takes, or of the events when it takes none. */
function createShares(events: readonly ImportedEvent[], speed: ReplayTiming): (published: number) => number {
  const schedule = scheduleOf(events);
  const { durationMs } = spanOf(schedule);
  if (speed === 'at-once' || durationMs === 0) return (published) => published / events.length;
  return (published) => (schedule[published - 1] ?? 0) / durationMs;
}

function announce(events: readonly ImportedEvent[], { say }: Progress): void {
  const { durationMs, longestPauseMs } = spanOf(scheduleOf(events));
  if (durationMs < LONG_MS) return;
  const pause = `The longest pause takes ${durationText(longestPauseMs)}.`;
  say(`${eventsText(events.length)} in ${durationText(durationMs)}, as they were; --speed at-once leaves out the pauses. ${pause}`);
}

function tell(published: number, { all, skip }: { readonly all: number; readonly skip: number }): void {
  if (published === all) {
    writeData(`${eventsText(all)} published`);
  } else {
    const words = `Stopped. ${countText(published)} of ${countText(all)} events are published.`;
    writeWords(`dev-sync: ${words}\n  ${goOnWords({ published, perhaps: 0 }, skip)}`);
    process.exitCode = exitCodes.failed;
  }
}

function withNext(failure: PublishFailure, skip: number): PublishFailure {
  const { code, message, next, published, perhaps, cause } = failure;
  return new PublishFailure(code, { message, next: `${next} ${goOnWords(failure, skip)}`, published, perhaps, cause });
}
