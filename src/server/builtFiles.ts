import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Files = ReadonlyMap<string, Buffer>;

/** Files that were built with the hub. They are read when the first one is asked for, and only then. */
export class BuiltFiles {
  readonly #folder: string;
  readonly #names: readonly string[];
  #files: Promise<Files> | undefined;

  /** @param names of the files in the folder; no other name reaches the disk */
  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.#names = names;
  }

  /** Undefined for a name that is not in the list, and where they were not built. */
  async read(name: string): Promise<Buffer | undefined> {
    return (await this.#load()).get(name);
  }

  /** All or none of them: files of two builds would not fit together. */
  #load(): Promise<Files> {
    this.#files ??= this.#readAll().catch(() => {
      // They may be built while the hub runs.
      this.#files = undefined;
      return new Map();
    });
    return this.#files;
  }

  async #readAll(): Promise<Files> {
    const read = async (name: string) => [name, await readFile(join(this.#folder, name))] as const;
    return new Map(await Promise.all(this.#names.map(read)));
  }
}

/** Beside the capture process: this code may be in any chunk of the bundle. */
export function builtFolder(name: 'client' | 'dashboard'): string {
  return fileURLToPath(new URL(`${name}/`, import.meta.resolve('#capture')));
}
