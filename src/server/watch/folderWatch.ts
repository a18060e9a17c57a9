import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { DevSyncError } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { type Change, ChangeWindow, type FileState } from './changeWindow.ts';
import { createGitignoreRules } from './gitignoreRules.ts';
import { openTreeWatch, type TreeWatch, type WatchTree } from './treeWatch.ts';
import { type WatchedFolder, watchFailure } from './watchFailure.ts';
import { anyOf, createWatchRules, isGitignoreFile, type Patterns, type WatchRules } from './watchRules.ts';

export type FolderWatchOptions = {
  readonly folder: WatchedFolder;
  readonly patterns: readonly Patterns[];
  readonly watchTree: WatchTree;
  readonly publish: (file: string, change: Change) => void;
  /** The folder cannot be watched any more: whoever owns this watch must dispose it. */
  readonly onFailure: (error: DevSyncError) => void;
  readonly logger: Logger;
};

const isCaseSensitive = process.platform !== 'win32' && process.platform !== 'darwin';

/** Watches one folder: the rules in force, and the chokidar instance that was scanned by them. */
export class FolderWatch implements Disposable {
  readonly #options: FolderWatchOptions;
  readonly #changes: ChangeWindow;
  #patterns: readonly Patterns[];
  #rules: WatchRules;
  #tree: TreeWatch | undefined;
  #next: TreeWatch | undefined;
  #scan: Promise<void> | undefined;
  #isStale = false;
  #isClosed = false;
  #hasWarned = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#patterns = options.patterns;
    this.#rules = this.#readRules();
    this.#changes = new ChangeWindow({
      publish: options.publish,
      stateOf: (file) => stateOfFile(join(options.folder.path, file)),
    });
  }

  /** Scans the folder. Resolves when its files are watched, or when that has failed. */
  start(): Promise<void> {
    return this.#rescan();
  }

  /** Takes other patterns; the folder is scanned again only if they differ. */
  async follow(patterns: readonly Patterns[]): Promise<void> {
    if (JSON.stringify(patterns) === JSON.stringify(this.#patterns)) return this.#scan;
    this.#patterns = patterns;
    this.#rules = this.#readRules();
    await this.#rescan();
  }

  async dispose(): Promise<void> {
    this.#isClosed = true;
    this.#changes.dispose();
    // A scan that fails has told whoever waits for it.
    await Promise.allSettled([this.#close(this.#tree), this.#close(this.#next), this.#scan]);
  }

  #readRules(): WatchRules {
    const read = (folder: string) => readText(join(this.#options.folder.path, folder, '.gitignore'));
    const gitignore = createGitignoreRules(read, isCaseSensitive);
    return anyOf(this.#patterns.map((patterns) => createWatchRules(patterns, gitignore, isCaseSensitive)));
  }

  #rescan(): Promise<void> {
    this.#isStale = true;
    this.#scan ??= this.#scanWhileStale().finally(() => {
      this.#scan = undefined;
    });
    return this.#scan;
  }

  async #scanWhileStale(): Promise<void> {
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      await this.#replaceTree();
    }
  }

  // The watch of the old rules goes on until the new one is complete, so that no save falls between them.
  async #replaceTree(): Promise<void> {
    const rules = this.#rules;
    const next = openTreeWatch({
      root: this.#options.folder.path,
      watchTree: this.#options.watchTree,
      skips: rules.skips,
      onChange: (file, change, stats) => this.#onChange(file, change, stats),
      onError: (error) => this.#onError(error),
    });
    this.#next = next;
    await next.scanned;
    this.#next = undefined;
    if (this.#isClosed) return this.#close(next);
    const previous = this.#tree;
    this.#tree = next;
    await this.#close(previous);
  }

  #onChange(file: string, change: Change, stats: Stats | undefined): void {
    if (isGitignoreFile(file)) this.#onGitignore(file);
    if (this.#rules.reports(file)) this.#changes.note(file, change, stats);
  }

  #onGitignore(file: string): void {
    this.#options.logger.debug('Ignore rules are read again', { file });
    this.#rules = this.#readRules();
    this.#rescan().catch((error: unknown) => this.#onError(error));
  }

  #onError(error: unknown): void {
    if (this.#isClosed) return;
    const failure = watchFailure(error, this.#options.folder);
    if (failure) {
      this.#options.onFailure(failure);
      return;
    }
    // A folder that may not be read often has many neighbours like it: one warning is enough.
    this.#options.logger[this.#hasWarned ? 'debug' : 'warn']('A path is not watched', { folder: this.#options.folder.name, error });
    this.#hasWarned = true;
  }

  async #close(tree: TreeWatch | undefined): Promise<void> {
    try {
      await tree?.dispose();
    } catch (error) {
      this.#options.logger.warn('A file watch did not close cleanly', { folder: this.#options.folder.name, error });
    }
  }
}

function stateOfFile(path: string): FileState | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() ? undefined : stats;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Most folders have no such file, and one that cannot be read ignores nothing.
    return undefined;
  }
}
