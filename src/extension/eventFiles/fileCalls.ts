import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { DevSyncError } from '../../shared/errors.ts';
import type { ExportFormat } from '../../shared/panel.ts';
import { type DialogCalls, dialogCalls } from '../dialogs/dialogCalls.ts';
import { plain } from '../dialogs/plain.ts';
import { l10n } from '../l10n.ts';

export type Folder = { readonly name: string; readonly path: string };

/** How far something has come; without words only the bar moves on. */
export type Progress = { report(words: string): void };

/** What files of events need of the editor. Paths are of the machine that runs the extension. */
export type FileCalls = Pick<DialogCalls, 'pick'> & {
  /** Of the workspace, in their order. */
  folders(): readonly Folder[];
  isTrusted(): boolean;
  /** Where a file goes; undefined when the question was closed. */
  askWhereTo(suggested: {
    readonly folder: string | undefined;
    readonly name: string;
    readonly format: ExportFormat;
  }): Promise<string | undefined>;
  /** Which file is read; undefined when the question was closed. */
  askWhich(folder: string | undefined): Promise<string | undefined>;
  /** Whether a person says so, in a box that has to be answered. */
  confirm(question: string, detail: string, answer: string): Promise<boolean>;
  /** Says that a file was written, with a button that opens it. Nobody waits for the answer. */
  offerToOpen(sentence: string, path: string): void;
  /** `signal` fires when the person presses Cancel. */
  withProgress<T>(title: string, work: (progress: Progress, signal: AbortSignal) => Promise<T>): Promise<T>;
};

/** Asks by the editor's own boxes. */
export const fileCalls: FileCalls = {
  pick: dialogCalls.pick,
  folders: () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ name, uri }) => ({ name, path: uri.fsPath })),
  isTrusted: () => vscode.workspace.isTrusted,
  async askWhereTo({ folder, name, format }) {
    const filters = format === 'json' ? { JSON: ['json'] } : { NDJSON: ['ndjson', 'jsonl'] };
    const place = folder === undefined ? {} : { defaultUri: vscode.Uri.file(join(folder, name)) };
    return pathOf(await vscode.window.showSaveDialog({ ...place, filters, title: l10n.t('Export Events'), saveLabel: l10n.t('Export') }));
  },
  async askWhich(folder) {
    const filters = { [l10n.t('Events')]: ['ndjson', 'jsonl', 'json'], [l10n.t('All Files')]: ['*'] };
    const place = folder === undefined ? {} : { defaultUri: vscode.Uri.file(folder) };
    const words = { title: l10n.t('Import and Replay Events'), openLabel: l10n.t('Import') };
    const chosen = await vscode.window.showOpenDialog({ ...place, filters, ...words });
    return pathOf(chosen?.[0]);
  },
  confirm: async (question, detail, answer) =>
    (await vscode.window.showWarningMessage(plain(question), { modal: true, detail }, answer)) === answer,
  offerToOpen(sentence, path) {
    const open = (chosen: string | undefined) => chosen && vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
    // It waits for a click for ever.
    vscode.window.showInformationMessage(plain(sentence), l10n.t('Open')).then(open);
  },
  withProgress: (title, work) =>
    Promise.resolve(
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: plain(title), cancellable: true },
        (progress, token) => {
          const ender = new AbortController();
          token.onCancellationRequested(() => ender.abort());
          return work({ report: (words) => progress.report({ message: words }) }, ender.signal);
        },
      ),
    ),
};

/** The box of a remote window also shows files of the machine in front of the person, where this code does not run. */
function pathOf(uri: vscode.Uri | undefined): string | undefined {
  if (uri === undefined || uri.scheme === 'file') return uri?.fsPath;
  throw new DevSyncError('file-failed', {
    message: l10n.t('"{0}" is not on the machine that runs your code.', basename(uri.path)),
    next: l10n.t('Choose a place on that machine.'),
  });
}
