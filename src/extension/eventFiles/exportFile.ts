import { basename, isAbsolute, relative } from 'node:path';
import { type ExportPart, exportEvents } from '../../client/eventFiles/exportEvents.ts';
import type { HubClient } from '../../client/hubClient.ts';
import type { ExportAnswer, ExportFormat } from '../../shared/panel.ts';
import { l10n } from '../l10n.ts';
import type { FileCalls, Folder, Progress } from './fileCalls.ts';
import { writeWholeFile } from './wholeFile.ts';

export type ExportFileOptions = {
  readonly client: Pick<HubClient, 'history'>;
  /** Id of the event behind which the view begins. */
  readonly start: string | null;
  readonly query: string;
  readonly format: ExportFormat;
  readonly calls: Pick<FileCalls, 'folders' | 'askWhereTo' | 'withProgress'>;
  readonly today: Date;
};

/**
 * Asks where to, and writes what the log has. Null after a change of mind, also during the work.
 *
 * @throws DevSyncError of the hub, or `file-failed`
 */
export async function exportFile({ calls, today, ...wanted }: ExportFileOptions): Promise<ExportAnswer | null> {
  const folders = calls.folders();
  const path = await calls.askWhereTo({ folder: folders[0]?.path, name: exportName(today, wanted.format), format: wanted.format });
  if (path === undefined) return null;
  return calls.withProgress(l10n.t('Exporting events to {0}', basename(path)), async (progress, signal) => {
    const work = { count: 0, hasGap: false };
    try {
      await writeWholeFile(path, watched(exportEvents(wanted), { work, progress, signal }));
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
    return { ...work, to: placeOf(path, folders) };
  });
}

const formats = () =>
  [
    { icon: 'list-flat', label: 'NDJSON', description: l10n.t('One event a line'), format: 'ndjson' },
    { icon: 'json', label: 'JSON', description: l10n.t('One array'), format: 'json' },
  ] as const;

/** Undefined after a change of mind. */
export async function askForFormat({ pick }: Pick<FileCalls, 'pick'>): Promise<ExportFormat | undefined> {
  return (await pick(formats(), { title: l10n.t('Export Events'), placeHolder: l10n.t('As what') }))?.format;
}

/** As `dev-sync-events-2026-11-22.ndjson`, by the day of the person. */
function exportName(today: Date, format: ExportFormat): string {
  // Swedish, because it writes dates as ISO-8601 does.
  return `dev-sync-events-${today.toLocaleDateString('sv-SE')}.${format}`;
}

type Watched = { readonly work: { count: number; hasGap: boolean }; readonly progress: Progress; readonly signal: AbortSignal };

/** The text of the parts, as long as nobody cancels. */
async function* watched(parts: AsyncIterable<ExportPart>, { work, progress, signal }: Watched): AsyncGenerator<string> {
  for await (const { text, count, isAfterGap } of parts) {
    signal.throwIfAborted();
    yield text;
    work.count += count;
    work.hasGap ||= isAfterGap;
    progress.report(l10n.number(work.count));
  }
  signal.throwIfAborted();
}

/** Short where it lies in the workspace. */
function placeOf(path: string, folders: readonly Folder[]): string {
  for (const folder of folders) {
    const place = relative(folder.path, path);
    const isInside = place !== '' && !place.startsWith('..') && !isAbsolute(place);
    if (isInside) return (folders.length > 1 ? `${folder.name}/${place}` : place).replaceAll('\\', '/');
  }
  return path;
}
