import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { DevSyncError } from '../../shared/errors.ts';
import { fileCalls } from '../eventFiles/fileCalls.ts';
import { l10n } from '../l10n.ts';
import { type FilePlace, pathsOf } from './fileOfFolder.ts';

/**
 * Shows a file of the workspace, as a preview.
 *
 * @param column where; in the group that was used last if there is none
 * @throws DevSyncError when it is not there, or lies elsewhere
 */
export async function openFile(place: FilePlace, column?: vscode.ViewColumn): Promise<void> {
  const path = await firstFile(pathsOf(place, fileCalls.folders()));
  if (path === undefined) {
    const next = l10n.t('It was removed or renamed since.');
    throw new DevSyncError('not-found', { message: l10n.t('"{0}" is not there any more.', place.file), next });
  }
  await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true, ...(column !== undefined && { viewColumn: column }) });
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return path;
  }
  return undefined;
}
