import type { Memento } from 'vscode';
import type { Logger } from '../../shared/logger.ts';

const KEY = 'webhooks.deniedHosts';

export type TargetConsentOptions = {
  readonly workspaceState: Pick<Memento, 'get' | 'update'>;
  /** Answers what the person chose; undefined when that was nothing. */
  readonly ask: (host: string) => PromiseLike<boolean | undefined>;
  /** Writes down that events may go to that machine. */
  readonly allow: (host: string) => Promise<void>;
  /** What the person chose could not be done. */
  readonly onFailed: (error: unknown) => void;
  readonly logger: Logger;
};

/** Asks before events of a workspace leave this machine, once about each host: a "no" counts for the workspace, a "yes" everywhere. */
export class TargetConsent {
  readonly #options: TargetConsentOptions;
  /** Whoever closed the question is not asked again until the window is loaded again. */
  readonly #asked = new Set<string>();
  /** One question after the other: a list of targets must not fill the screen, and each answer adds to what the one before has written. */
  #questions: Promise<void> = Promise.resolve();

  constructor(options: TargetConsentOptions) {
    this.#options = options;
  }

  /** Nobody waits for the answers, which may take days. */
  askAbout(hosts: readonly string[]): void {
    for (const host of hosts.filter((name) => !this.#asked.has(name) && !this.#denied.includes(name))) {
      this.#asked.add(host);
      this.#questions = this.#questions.then(() => this.#askAbout(host));
    }
  }

  get #denied(): readonly string[] {
    return this.#options.workspaceState.get<readonly string[]>(KEY) ?? [];
  }

  /** Never rejects. What failed may be asked again. */
  async #askAbout(host: string): Promise<void> {
    const { ask, allow, workspaceState, onFailed, logger } = this.#options;
    try {
      const isAllowed = await ask(host);
      if (isAllowed === true) await allow(host).catch((cause) => this.#fail(host, () => onFailed(cause)));
      if (isAllowed === false) await workspaceState.update(KEY, [...this.#denied, host]);
    } catch (cause) {
      this.#fail(host, () => logger.error('A question about a webhook target came to nothing', { cause }));
    }
  }

  #fail(host: string, tell: () => void): void {
    this.#asked.delete(host);
    tell();
  }
}
