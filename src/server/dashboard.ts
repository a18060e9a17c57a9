import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that the page loads, by their names in the folder and in the address. No other name reaches the disk. */
const assets = ['main.js', 'style.css', 'codicon.ttf', 'icon.svg'] as const;
const PAGE = 'index.html';

type Files = ReadonlyMap<string, Buffer>;

/** The page that browsers get at the hub's address. It is read when it is first asked for, and only then. */
export class Dashboard {
  readonly #folder: string;
  #files: Promise<Files> | undefined;

  constructor(folder = builtFolder()) {
    this.#folder = folder;
  }

  /** Undefined where it was not built. */
  async page(): Promise<Buffer | undefined> {
    return (await this.#load()).get(PAGE);
  }

  /** Undefined for a name that is not in the list. */
  async asset(name: string): Promise<Buffer | undefined> {
    return name === PAGE ? undefined : (await this.#load()).get(name);
  }

  /** All or none of them: files of two builds would not fit together. */
  #load(): Promise<Files> {
    this.#files ??= this.#read().catch(() => {
      // It may be built while the hub runs.
      this.#files = undefined;
      return new Map();
    });
    return this.#files;
  }

  async #read(): Promise<Files> {
    const read = async (name: string) => [name, await readFile(join(this.#folder, name))] as const;
    return new Map(await Promise.all([PAGE, ...assets].map(read)));
  }
}

/** Beside the capture process: this code may be in any chunk of the bundle. */
function builtFolder(): string {
  return fileURLToPath(new URL('dashboard/', import.meta.resolve('#capture')));
}
