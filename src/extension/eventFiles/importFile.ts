import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { eventTextOf, requireFileSize } from '../../client/eventFiles/eventText.ts';
import type { ImportedEvent } from '../../client/eventFiles/importedEvent.ts';
import { type EventFile, readLargeEventFile } from '../../client/eventFiles/readEventFile.ts';
import { type ReplayTiming, replayEvents } from '../../client/eventFiles/replay.ts';
import { durationText, scheduleOf, spanOf } from '../../client/eventFiles/schedule.ts';
import type { HubClient } from '../../client/hubClient.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { visibleText } from '../../shared/visibleText.ts';
import type { DialogLine } from '../dialogs/dialogCalls.ts';
import type { FileCalls } from './fileCalls.ts';

export type ImportFileOptions = {
  readonly send: HubClient['sendBatch'];
  readonly calls: Pick<FileCalls, 'folders' | 'askWhich' | 'confirm' | 'pick' | 'withProgress'>;
};

/** Mistakes that a message names; the file itself shows the others. */
const NAMED_PROBLEMS = 5;
/** A pause that a person should know of before. */
const LONG_PAUSE_MS = 60 * 60_000;

/**
 * Asks for a file and how fast, and publishes what is in it. Answers how many, also when it was cancelled on the way; null after a change of
 * mind before.
 *
 * @throws DevSyncError of the hub, `invalid-event-file` or `file-failed`
 */
export async function importFile({ send, calls }: ImportFileOptions): Promise<number | null> {
  const path = await calls.askWhich(calls.folders()[0]?.path);
  if (path === undefined) return null;
  const name = basename(path);
  const file = await readFileOf(path, calls);
  if (file === null || !(await isWanted(name, file, calls))) return null;
  const { events } = file;
  const timing = await askTiming(events, calls);
  if (timing === undefined) return null;
  return calls.withProgress(`Publishing the events of ${name}`, async (progress, signal) => {
    const onProgress = (published: number) => progress.report(`${count(published)} of ${count(events.length)}`);
    const published = await replayEvents({ events, timing, send, signal, onProgress });
    return published === 0 ? null : published;
  });
}

async function readBytes(path: string): Promise<Uint8Array> {
  const name = basename(path);
  const unreadable = (cause: unknown) => {
    throw new DevSyncError('file-failed', { message: `"${name}" could not be read.`, cause });
  };
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) throw new DevSyncError('file-failed', { message: `"${name}" is no file.` });
  requireFileSize(name, found.size);
  return readFile(path).catch(unreadable);
}

/** Null when Cancel was pressed meanwhile. */
async function readFileOf(path: string, { withProgress }: Pick<FileCalls, 'withProgress'>): Promise<EventFile | null> {
  const name = basename(path);
  return withProgress(`Reading the events of ${name}`, async (_, signal) => {
    const text = eventTextOf(name, await readBytes(path));
    return readLargeEventFile(text, signal).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
  });
}

/** Nothing of a file with mistakes is published unless a person wants the rest. */
async function isWanted(name: string, { events, problems }: EventFile, calls: Pick<FileCalls, 'confirm'>): Promise<boolean> {
  if (problems.length === 0) return true;
  const named = problems.slice(0, NAMED_PROBLEMS).map(({ line, message }) => `Line ${count(line)}: ${visibleText(message)}`);
  if (events.length === 0) {
    throw new DevSyncError('invalid-event-file', { message: `"${name}" has no event that can be published. ${named[0]}` });
  }
  const more = problems.length - named.length;
  const detail = [...named, ...(more > 0 ? [`and ${count(more)} more`] : [])].join('\n');
  const question = `"${name}" has ${problems.length === 1 ? 'a mistake' : `${count(problems.length)} mistakes`}, so nothing is published yet.`;
  return calls.confirm(question, detail, `Publish the Other ${count(events.length)}`);
}

type TimingLine = DialogLine & { readonly timing: ReplayTiming };

/** Without distances between the events there is nothing to ask. */
async function askTiming(events: readonly ImportedEvent[], { pick }: Pick<FileCalls, 'pick'>): Promise<ReplayTiming | undefined> {
  const { durationMs, longestPauseMs } = spanOf(scheduleOf(events));
  if (durationMs === 0) return 'at-once';
  const pause = longestPauseMs >= LONG_PAUSE_MS ? { detail: `The longest pause in it takes ${durationText(longestPauseMs)}.` } : {};
  const lines: readonly TimingLine[] = [
    { icon: 'zap', label: 'At once', timing: 'at-once' },
    { icon: 'history', label: `In the original timing (${durationText(durationMs)})`, ...pause, timing: 'original' },
  ];
  const title = events.length === 1 ? 'Publish 1 Event' : `Publish ${count(events.length)} Events`;
  return (await pick(lines, { title, placeHolder: 'How fast' }))?.timing;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
