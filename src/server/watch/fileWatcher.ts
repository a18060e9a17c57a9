import { isDeepStrictEqual } from 'node:util';
import type { WatchRequest } from '../../shared/api.ts';
import type { DevSyncError, ErrorInfo } from '../../shared/errors.ts';
import type { EventDraft, FileChanged } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { FolderWatch } from './folderWatch.ts';
import { watchPaced } from './pacedWatcher.ts';
import type { WatchTree } from './treeWatch.ts';
import { locateFolders, type WantedFolder } from './watchedFolders.ts';
import { cannotWatch } from './watchFailure.ts';

export type FileWatcherOptions = {
  /** Takes every change of a file, as `frontend.file_changed`. */
  readonly publish: (draft: EventDraft) => void;
  /** Hears what cannot be watched at present, whenever that changes; an empty list when all is well again. */
  readonly onProblems: (problems: readonly ErrorInfo[]) => void;
  readonly logger: Logger;
  readonly now?: () => Date;
  readonly watchTree?: WatchTree;
};

export type FileWatcher = Disposable & {
  /**
   * Watches exactly these from now on; folders that stay are not scanned again, folders that failed are tried again.
   * Resolves when the first scan of the new folders is done. What fails goes to `onProblems`.
   */
  watch(requests: readonly WatchRequest[]): Promise<void>;
};

/** Reports the files that change in the folders that it is told to watch. */
export function createFileWatcher(options: FileWatcherOptions): FileWatcher {
  return new FolderWatches(options);
}

class FolderWatches implements FileWatcher {
  readonly #options: FileWatcherOptions;
  readonly #now: () => Date;
  readonly #watches = new Map<string, FolderWatch>();
  readonly #closing = new Set<Promise<void>>();
  /** By real path. */
  readonly #broken = new Map<string, ErrorInfo>();
  #missing: readonly ErrorInfo[] = [];
  #announced: readonly ErrorInfo[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: FileWatcherOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
  }

  async watch(requests: readonly WatchRequest[]): Promise<void> {
    // Calls take effect one after the other, but none waits for the scans of the one before.
    const placed = this.#turn.then(() => this.#place(requests));
    this.#turn = placed.catch(() => {});
    await Promise.all((await placed).scans);
    this.#announce();
  }

  async dispose(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    this.#keepOnly([]);
    await Promise.all(this.#closing);
  }

  async #place(requests: readonly WatchRequest[]): Promise<{ scans: Promise<void>[] }> {
    const { folders, failures } = await locateFolders(requests);
    if (this.#isClosed) return { scans: [] };
    this.#missing = failures.map((failure) => failure.toInfo());
    this.#keepOnly(folders.map(({ path }) => path));
    this.#announce();
    return { scans: folders.map((folder) => this.#watchFolder(folder)) };
  }

  #keepOnly(paths: readonly string[]): void {
    for (const [path, watch] of this.#watches) if (!paths.includes(path)) this.#stop(path, watch);
    for (const path of this.#broken.keys()) if (!paths.includes(path)) this.#broken.delete(path);
  }

  #stop(path: string, watch: FolderWatch): void {
    this.#watches.delete(path);
    const closing = watch.dispose().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async #watchFolder(folder: WantedFolder): Promise<void> {
    try {
      const known = this.#watches.get(folder.path);
      if (known) return await known.follow(folder.patterns);
      const watch = this.#createWatch(folder);
      this.#watches.set(folder.path, watch);
      await watch.start();
      if (this.#watches.get(folder.path) === watch) this.#broken.delete(folder.path);
    } catch (error) {
      this.#fail(folder, cannotWatch(folder, error));
    }
  }

  #createWatch(folder: WantedFolder): FolderWatch {
    return new FolderWatch({
      folder,
      patterns: folder.patterns,
      watchTree: this.#options.watchTree ?? watchPaced,
      publish: (file, change) => this.#publish({ file, change, folder: folder.name, timestamp: this.#now().toISOString() }),
      onFailure: (error) => this.#fail(folder, error),
      logger: this.#options.logger,
    });
  }

  #fail(folder: WantedFolder, error: DevSyncError): void {
    const watch = this.#watches.get(folder.path);
    if (watch) this.#stop(folder.path, watch);
    this.#broken.set(folder.path, error.toInfo());
    this.#announce();
  }

  #publish(data: FileChanged): void {
    this.#guard(() => this.#options.publish({ type: 'frontend.file_changed', source: 'watcher', data }));
  }

  #announce(): void {
    const problems = [...this.#missing, ...this.#broken.values()];
    if (this.#isClosed || isDeepStrictEqual(problems, this.#announced)) return;
    const known = new Set(this.#announced.map(({ message }) => message));
    this.#announced = problems;
    for (const { message, next } of problems) {
      // On the command line this is all that a person gets to see, and `next` may end in a line to copy: no fields behind it.
      if (!known.has(message)) this.#options.logger.warn(`${message} ${next}`);
    }
    this.#guard(() => this.#options.onProblems(problems));
  }

  /** Timers and chokidar call us, where a throw of a listener would end the hub. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#options.logger.error('A listener of the file watcher failed', { error });
    }
  }
}
