import { DevSyncError } from '../../shared/errors.ts';
import { fileCalls } from '../eventFiles/fileCalls.ts';
import { l10n } from '../l10n.ts';

export type AddClientPlace = {
  /** Folder of the templates. */
  readonly templates: string;
  /** Where the hub of this workspace is when nothing says otherwise. */
  readonly hubUrl: string;
};

/**
 * Adds our client to a project of this workspace. The code for it is loaded when somebody asks, so that the editor starts without it.
 *
 * @throws DevSyncError `no-folder`, `restricted-mode`, `file-failed`
 */
export async function addClientToProject(place: AddClientPlace): Promise<void> {
  const folders = fileCalls.folders();
  if (folders.length === 0) throw new DevSyncError('no-folder');
  if (!fileCalls.isTrusted()) throw new DevSyncError('restricted-mode');
  const { addClient, editorCalls } = await import('./lazy.ts');
  await addClient({ ...place, folders, calls: editorCalls }).catch((cause) => {
    throw new DevSyncError('file-failed', { message: l10n.t('The client could not be added to the project.'), cause });
  });
}
