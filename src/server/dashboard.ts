import { BuiltFiles, builtFolder } from './builtFiles.ts';

/** Files that the page loads, by their names in the folder and in the address. */
const assets = ['main.js', 'style.css', 'codicon.ttf', 'icon.svg'] as const;
const PAGE = 'index.html';

/** The page that browsers get at the hub's address. */
export class Dashboard {
  readonly #files: BuiltFiles;

  constructor(folder = builtFolder('dashboard')) {
    this.#files = new BuiltFiles(folder, [PAGE, ...assets]);
  }

  /** Undefined where it was not built. */
  page(): Promise<Buffer | undefined> {
    return this.#files.read(PAGE);
  }

  /** Undefined for a name that is not in the list. */
  async asset(name: string): Promise<Buffer | undefined> {
    return name === PAGE ? undefined : this.#files.read(name);
  }
}
