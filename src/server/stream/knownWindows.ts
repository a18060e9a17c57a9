import type { WindowBody } from '../../shared/api.ts';
import type { MicrophonePermission } from '../../shared/consent.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';

/** A window that has no stream for longer has closed. */
const RETURN_GRACE_MS = 450;

/** A permission, and the window that names it. */
export type WindowPermission = MicrophonePermission & { readonly windowId: string };

type KnownWindow = {
  permissions: readonly MicrophonePermission[];
  externalUrl: URL | null;
  /** Of all windows, the one that a person turned to last has the highest; 0 for never. */
  focus: number;
  /** Runs while the window has no stream. */
  leaving: NodeJS.Timeout | undefined;
};

/**
 * The windows that are here, by the id that each chose, with what each has said about itself. A stream may break although its window
 * is well: that one is back at once, and need not say it all again.
 */
export class KnownWindows implements Disposable {
  /** The one that came last is the last. */
  readonly #windows = new Map<string, KnownWindow>();
  readonly #left = new Emitter<string>();
  #focus = 0;

  /** A window closed and did not come back at once; the value is its id. */
  readonly onDidLeave = this.#left.event;

  get isEmpty(): boolean {
    return this.#windows.size === 0;
  }

  has(windowId: string): boolean {
    return this.#windows.has(windowId);
  }

  /** The window has a stream, or another one. Answers whether it was here already. */
  arrive(windowId: string): boolean {
    const known = this.#windows.get(windowId);
    clearTimeout(known?.leaving);
    this.#windows.delete(windowId);
    this.#windows.set(windowId, { permissions: [], externalUrl: null, focus: 0, ...known, leaving: undefined });
    return known !== undefined;
  }

  /** The window has no stream any more. */
  depart(windowId: string): void {
    const window = this.#windows.get(windowId);
    if (!window) return;
    window.leaving = setTimeout(() => {
      this.#windows.delete(windowId);
      this.#left.fire(windowId);
    }, RETURN_GRACE_MS);
  }

  /** Takes what a window says about itself. Answers false when no such window is here. */
  tell(windowId: string, { focused, permissions, externalUrl }: Omit<WindowBody, 'window'>): boolean {
    const window = this.#windows.get(windowId);
    if (!window) return false;
    if (focused) window.focus = ++this.#focus;
    if (permissions !== undefined) window.permissions = permissions;
    // Every request is judged by it, so it is parsed but once.
    if (externalUrl !== undefined) window.externalUrl = externalUrl === null ? null : new URL(externalUrl);
    return true;
  }

  get externalUrls(): readonly URL[] {
    return [...this.#windows.values()].flatMap(({ externalUrl }) => externalUrl ?? []);
  }

  get permissions(): readonly WindowPermission[] {
    return [...this.#windows].flatMap(([windowId, { permissions }]) => permissions.map((permission) => ({ ...permission, windowId })));
  }

  /** Of those that have a stream, the one that a person turned to last, else the one that came last. */
  get lastUsed(): string | undefined {
    const reachable = [...this.#windows].filter(([, { leaving }]) => leaving === undefined);
    const [windowId] = reachable.toSorted(([, a], [, b]) => a.focus - b.focus).at(-1) ?? [];
    return windowId;
  }

  dispose(): void {
    for (const { leaving } of this.#windows.values()) clearTimeout(leaving);
    // Streams close after this.
    this.#windows.clear();
  }
}
