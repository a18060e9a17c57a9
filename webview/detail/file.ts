import type { HubEvent } from '../../src/shared/events.ts';

/** A file of the workspace, as `openFile` takes it. */
type FilePlace = { readonly folder: string; readonly file: string };

/** The file that an event is about; undefined of other events, and of one that has the name of it only, or of a file that is gone. */
export function fileOf({ type, data }: HubEvent): FilePlace | undefined {
  const { folder, file, change } = data;
  const isThere = type === 'frontend.file_changed' && change !== 'removed';
  return isThere && typeof folder === 'string' && typeof file === 'string' ? { folder, file } : undefined;
}
