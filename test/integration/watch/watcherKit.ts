import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { FSWatcher } from 'chokidar';
import { createFileWatcher, type FileWatcher, type FileWatcherOptions } from '../../../src/server/watch/fileWatcher.ts';
import type { WatchRequest } from '../../../src/shared/api.ts';
import type { ErrorInfo } from '../../../src/shared/errors.ts';
import type { EventDraft, FileChanged } from '../../../src/shared/events.ts';
import { createLogger, type LogLevel } from '../../../src/shared/logger.ts';
import { until } from '../../support/until.ts';

export type WatcherKit = AsyncDisposable & {
  readonly watcher: FileWatcher;
  readonly drafts: readonly EventDraft[];
  /** Every list of problems that was announced. */
  readonly problems: readonly (readonly ErrorInfo[])[];
  readonly log: readonly { level: LogLevel; line: string }[];
  /** The chokidar instances that were made. */
  readonly trees: readonly FSWatcher[];
  /** What was reported, as `changed src/a.ts`. */
  changes(): string[];
  /** Waits until this change was reported, then answers all of them. */
  reported(change: string): Promise<string[]>;
  /** Writes a file of its own and waits for it: what was to come before it has come. */
  settled(folder: string): Promise<string[]>;
  watch(...requests: WatchRequest[]): Promise<void>;
};

const everything = { include: ['**/*'], exclude: [] } as const;

/** A request for one folder; by default for everything in it. */
export function request(path: string, patterns: Partial<Pick<WatchRequest, 'include' | 'exclude'>> = {}, name = 'app'): WatchRequest {
  return { folders: [{ name, path }], ...everything, ...patterns };
}

export function startWatcher(options: Partial<FileWatcherOptions> = {}): WatcherKit {
  const drafts: EventDraft[] = [];
  const problems: (readonly ErrorInfo[])[] = [];
  const log: { level: LogLevel; line: string }[] = [];
  // What the watcher uses by itself is to be tested, so nothing is put in its place: every instance of chokidar begins with this call.
  const added = mock.method(FSWatcher.prototype, 'add');
  const watcher = createFileWatcher({
    publish: (draft) => drafts.push(draft),
    onProblems: (list) => problems.push(list),
    logger: createLogger((level, line) => log.push({ level, line })),
    ...options,
  });
  const changes = () => drafts.map(({ data }) => data as FileChanged).map(({ change, file }) => `${change} ${file}`);
  const reported = async (change: string) => {
    await until(() => changes().includes(change), `${change}, among ${changes().join(', ')}`);
    return changes();
  };
  let sentinels = 0;
  const settled = async (folder: string) => {
    sentinels += 1;
    const file = `sentinel-${sentinels}.ts`;
    // An empty file is held back longer than any other change, so whatever was to come came before it.
    await writeFile(join(folder, file), '');
    await reported(`added ${file}`);
    return changes().filter((change) => !change.includes('sentinel-'));
  };
  const watch = (...requests: WatchRequest[]) => watcher.watch(requests);
  const dispose = async () => {
    added.mock.restore();
    await watcher.dispose();
  };
  const shown = { watcher, drafts, problems, log, changes, reported, settled, watch };
  return {
    ...shown,
    get trees() {
      return added.mock.calls.flatMap(({ result }) => result ?? []);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

/** Makes `count` folders `name-0`, `name-1`, … with one file in each. */
export async function manyFolders(path: string, name: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await mkdir(join(path, `${name}-${index}`), { recursive: true });
    await writeFile(join(path, `${name}-${index}`, 'index.ts'), 'x');
  }
}

/** The inotify watches that this process holds at the kernel. Linux only. */
export function inotifyWatches(): number {
  return readdirSync('/proc/self/fdinfo')
    .map((fd) => readInfo(fd))
    .reduce((sum, text) => sum + (text.match(/^inotify wd:/gm)?.length ?? 0), 0);
}

function readInfo(fd: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
  } catch {
    // The descriptor of the listing itself is closed by now.
    return '';
  }
}
