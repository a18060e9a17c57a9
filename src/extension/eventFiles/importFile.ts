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
import { l10n } from '../l10n.ts';
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
  return calls.withProgress(l10n.t('Publishing the events of {0}', name), async (progress, signal) => {
    const onProgress = (published: number) => progress.report(l10n.t('{0} of {1}', l10n.number(published), l10n.number(events.length)));
    const published = await replayEvents({ events, timing, send, signal, onProgress });
    return published === 0 ? null : published;
  });
}

async function readBytes(path: string): Promise<Uint8Array> {
  const name = basename(path);
  const unreadable = (cause: unknown) => {
    throw new DevSyncError('file-failed', { message: l10n.t('"{0}" could not be read.', name), cause });
  };
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) throw new DevSyncError('file-failed', { message: l10n.t('"{0}" is no file.', name) });
  requireFileSize(name, found.size);
  return readFile(path).catch(unreadable);
}

/** Null when Cancel was pressed meanwhile. */
async function readFileOf(path: string, { withProgress }: Pick<FileCalls, 'withProgress'>): Promise<EventFile | null> {
  const name = basename(path);
  return withProgress(l10n.t('Reading the events of {0}', name), async (_, signal) => {
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
  const named = problems
    .slice(0, NAMED_PROBLEMS)
    .map(({ line, message }) => l10n.t('Line {0}: {1}', l10n.number(line), visibleText(message)));
  if (events.length === 0) {
    const message = l10n.t('"{0}" has no event that can be published. {1}', name, named[0] ?? '');
    throw new DevSyncError('invalid-event-file', { message });
  }
  const more = problems.length - named.length;
  const detail = [...named, ...(more > 0 ? [l10n.t('and {0} more', l10n.number(more))] : [])].join('\n');
  const question =
    problems.length === 1
      ? l10n.t('"{0}" has a mistake, so nothing is published yet.', name)
      : l10n.t('"{0}" has {1} mistakes, so nothing is published yet.', name, l10n.number(problems.length));
  return calls.confirm(question, detail, l10n.t('Publish the Other {0}', l10n.number(events.length)));
}

type TimingLine = DialogLine & { readonly timing: ReplayTiming };

/** Without distances between the events there is nothing to ask. */
async function askTiming(events: readonly ImportedEvent[], { pick }: Pick<FileCalls, 'pick'>): Promise<ReplayTiming | undefined> {
  const { durationMs, longestPauseMs } = spanOf(scheduleOf(events));
  if (durationMs === 0) return 'at-once';
  const pause =
    longestPauseMs >= LONG_PAUSE_MS ? { detail: l10n.t('The longest pause in it takes {0}.', durationText(longestPauseMs)) } : {};
  const lines: readonly TimingLine[] = [
    { icon: 'zap', label: l10n.t('At once'), timing: 'at-once' },
    { icon: 'history', label: l10n.t('In the original timing ({0})', durationText(durationMs)), ...pause, timing: 'original' },
  ];
  const title = events.length === 1 ? l10n.t('Publish 1 Event') : l10n.t('Publish {0} Events', l10n.number(events.length));
  return (await pick(lines, { title, placeHolder: l10n.t('How fast') }))?.timing;
}
