import { basename, resolve } from 'node:path';
import type { WatchRequest } from '../shared/api.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import { defaultExclude, defaultInclude } from '../shared/watchGlobs.ts';
import type { Windows } from './stream/windows.ts';
import type { FileWatcher } from './watch/fileWatcher.ts';

/**
 * Keeps a watcher on the folders of the attached windows, and on those that the host named.
 *
 * @param load makes the watcher; called with the first folder, and not before: many hubs never watch one
 */
export function watchByDemand(
  load: () => Promise<FileWatcher>,
  windows: Pick<Windows, 'watchRequests' | 'onDidChange'>,
  folders: readonly string[],
  logger: Logger,
): Disposable {
  const own: WatchRequest = {
    folders: folders.map((folder) => ({ name: basename(resolve(folder)), path: resolve(folder) })),
    include: defaultInclude,
    exclude: defaultExclude,
  };
  let loading: Promise<FileWatcher> | undefined;
  // What failed is tried again when the windows want something else.
  const startLoading = () =>
    load().catch((cause) => {
      loading = undefined;
      throw cause;
    });
  const apply = () => {
    const requests = [own, ...windows.watchRequests];
    if (requests.some((request) => request.folders.length > 0)) loading ??= startLoading();
    loading?.then((watcher) => watcher.watch(requests)).catch((cause) => logger.error('The folders cannot be watched', { cause }));
  };
  apply();
  const changes = windows.onDidChange(apply);
  return {
    dispose: async () => {
      await changes.dispose();
      const watcher = await loading?.catch(() => undefined);
      await watcher?.dispose();
    },
  };
}
