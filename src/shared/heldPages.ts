import type { HubStatus } from './panel.ts';

/** Tells which pages have begun to post too much: the status says only which ones do so at present. */
export class HeldPages {
  #held: ReadonlySet<string> = new Set();

  /** A sentence for each page that was not held to the limit in the status before. Without a hub for a moment nothing is known to have ended. */
  begunIn(status: HubStatus): readonly string[] {
    if (status.state !== 'on') return [];
    const before = this.#held;
    this.#held = new Set(status.problems.filter(({ code }) => code === 'too-many-posts').map(({ message }) => message));
    return [...this.#held].filter((sentence) => !before.has(sentence));
  }
}
