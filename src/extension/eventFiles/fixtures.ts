import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataOf, fixtureText } from '../../client/eventFiles/fixture.ts';
import { fixtureName } from '../../client/eventFiles/fixtureName.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { DraftText } from '../../shared/panel.ts';
import { l10n } from '../l10n.ts';
import type { FileCalls, Folder } from './fileCalls.ts';

/** Where fixtures lie in a folder of the workspace. */
export const FIXTURES = '.dev-sync/fixtures';

/** So many of one type are enough. */
const MOST_OF_A_TYPE = 1000;

/**
 * Writes an event where it is found again: a file that `curl -d @…` posts as it is. Another one is never overwritten. Answers its place in
 * the workspace.
 *
 * @throws DevSyncError `no-folder`, `restricted-mode`, `invalid-event`, `file-failed`
 */
export async function saveFixture(draft: DraftText, calls: Pick<FileCalls, 'folders' | 'isTrusted' | 'offerToOpen'>): Promise<string> {
  const text = fixtureText(draft);
  const folder = folderOf(dataOf(draft), calls);
  const file = await writeNew(join(folder.path, FIXTURES), fixtureName(draft.type), text).catch((cause) => {
    const message = l10n.t('The fixture could not be written into {0} of "{1}".', FIXTURES, folder.name);
    throw new DevSyncError('file-failed', { message, cause });
  });
  const place = `${FIXTURES}/${file}`;
  calls.offerToOpen(l10n.t('The event is saved as {0}.', place), join(folder.path, place));
  return calls.folders().length > 1 ? `${folder.name}/${place}` : place;
}

/** The folder that the event is about, as file saves are; else the first one. */
function folderOf({ folder: name }: JsonObject, { folders, isTrusted }: Pick<FileCalls, 'folders' | 'isTrusted'>): Folder {
  const [first, ...others] = folders();
  if (!first) throw new DevSyncError('no-folder');
  if (!isTrusted()) throw new DevSyncError('restricted-mode');
  return others.find((folder) => folder.name === name) ?? first;
}

/** Answers the name of the file, which has a number where the name is taken. */
async function writeNew(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= MOST_OF_A_TYPE; number++) {
    const file = `${name}${number === 1 ? '' : `-${number}`}.json`;
    if (await isWritten(join(folder, file), text)) return file;
  }
  throw new Error(`There are ${MOST_OF_A_TYPE} files of this name`);
}

/** Not when the name is taken. */
async function isWritten(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A full disk leaves a part of it.
    await rm(path, { force: true });
    throw error;
  }
}
