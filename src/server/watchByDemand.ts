import { basename, resolve } from 'node:path';
import type { WatchRequest } from '../shared/api.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import { defaultExclude, defaultInclude } from '../shared/watchGlobs.ts';
import type { Windows } from './stream/windows.ts';
import type { FileWatcher } from './watch/fileWatcher.ts';

/** Keeps the watcher on the folders of the attached windows, and on those that the host named. */
export function watchByDemand(watcher: FileWatcher, windows: Windows, folders: readonly string[], logger: Logger): Disposable {
  const own: WatchRequest = {
    folders: folders.map((folder) => ({ name: basename(resolve(folder)), path: resolve(folder) })),
    include: defaultInclude,
    exclude: defaultExclude,
  };
  const apply = () => {
    watcher.watch([own, ...windows.watchRequests]).catch((cause) => logger.error('The folders cannot be watched', { cause }));
  };
  apply();
  return windows.onDidChange(apply);
}
