import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type TempWorkspace = AsyncDisposable & {
  /** Without symbolic links, as watchers report it. */
  readonly path: string;
  /** Writes a file and the folders above it; answers its full path. */
  write(file: string, content: string): Promise<string>;
  read(file: string): Promise<string>;
  dispose(): Promise<void>;
};

/** A folder of its own with the given files (relative path → content). */
export async function tempWorkspace(files: Readonly<Record<string, string>> = {}): Promise<TempWorkspace> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'dev-sync-workspace-')));
  const write = async (file: string, content: string) => {
    const full = join(path, file);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
    return full;
  };
  for (const [file, content] of Object.entries(files)) await write(file, content);
  // Programs that still end may write once more while the folder is removed.
  const dispose = () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const read = (file: string) => readFile(join(path, file), 'utf8');
  return { path, write, read, dispose, [Symbol.asyncDispose]: dispose };
}
