import { LINGER_MS, type WatchRequest, type WindowBody } from '../../shared/api.ts';
import type { MicrophoneQuestion } from '../../shared/consent.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { messageFrame } from '../../shared/sse.ts';
import { KnownWindows, type WindowPermission } from './knownWindows.ts';
import type { Subscriber } from './subscriber.ts';

/** The stream of a window, and what it wants watched while that is open. */
type Attached = { readonly windowId: string; watch: WatchRequest | undefined };

/**
 * The editor windows that are attached. A window holds its place, and all that it has said, by its open stream; closing the
 * stream gives both back, the folders at once, the rest as soon as it is clear that the window is not about to return.
 */
export class Windows implements Disposable {
  readonly #attached = new Map<Subscriber, Attached>();
  readonly #known = new KnownWindows();
  readonly #changed = new Emitter<void>();
  readonly #returned = new Emitter<string>();
  readonly #abandoned = new Emitter<void>();
  #linger: NodeJS.Timeout | undefined;
  readonly #isOwnedByWindows: boolean;

  /** @param isOwnedByWindows whether the hub has to end when no window is attached for 15 s, counted from now. */
  constructor(isOwnedByWindows: boolean) {
    this.#isOwnedByWindows = isOwnedByWindows;
    this.#startLinger = isOwnedByWindows
      ? () => {
          this.#linger = setTimeout(() => this.#abandoned.fire(), LINGER_MS);
        }
      : () => {};
    this.#startLinger();
  }

  /** What the windows want watched changed. */
  readonly onDidChange = this.#changed.event;
  /** A window that is here has another stream: what was sent to it may be lost. The value is its id. */
  readonly onDidReturn = this.#returned.event;
  /** A window closed and did not come back at once; the value is its id. */
  readonly onDidDetach = this.#known.onDidLeave;
  /** Nobody is left to serve. */
  readonly onDidAbandon = this.#abandoned.event;

  get watchRequests(): readonly WatchRequest[] {
    return [...this.#attached.values()].flatMap(({ watch }) => watch ?? []);
  }

  attach(window: Subscriber, windowId: string): void {
    clearTimeout(this.#linger);
    this.#attached.set(window, { windowId, watch: undefined });
    window.onDidClose(() => this.#detach(window));
    if (this.#known.arrive(windowId)) this.#returned.fire(windowId);
  }

  /** No window is here, and none has to come: a hub that belongs to windows waits for the next one. */
  get isHeadless(): boolean {
    return this.#known.isEmpty && !this.#isOwnedByWindows;
  }

  /** Also while its stream is about to return. */
  isAttached(windowId: string): boolean {
    return this.#known.has(windowId);
  }

  /** Replaces what a window wants watched. Answers false when no such window is attached. */
  setWatch(windowId: string, watch: WatchRequest): boolean {
    const streams = this.#streamsOf(windowId);
    for (const [, attached] of streams) attached.watch = watch;
    if (streams.length > 0) this.#changed.fire();
    return streams.length > 0;
  }

  /** Takes what a window says about itself. Answers false when no such window is attached. */
  tell(windowId: string, news: Omit<WindowBody, 'window'>): boolean {
    return this.#known.tell(windowId, news);
  }

  /** Where browsers reach the hub from outside. */
  get externalUrls(): readonly URL[] {
    return this.#known.externalUrls;
  }

  /** Pages that may use the microphone of their own accord; some of these may have run out. */
  get permissions(): readonly WindowPermission[] {
    return this.#known.permissions;
  }

  /** Asks the person, in the window that was used last. Answers its id, or undefined when there is none. */
  ask(question: MicrophoneQuestion): string | undefined {
    const windowId = this.#known.lastUsed;
    if (windowId !== undefined) this.show(windowId, question);
    return windowId;
  }

  /** Shows a question in this window. */
  show(windowId: string, question: MicrophoneQuestion): void {
    const frame = messageFrame(JSON.stringify({ type: 'stream.consent', data: question }));
    // One of them may have broken without the hub having noticed.
    for (const [stream] of this.#streamsOf(windowId)) stream.send(frame);
  }

  dispose(): void {
    clearTimeout(this.#linger);
    this.#known.dispose();
    // Streams close after this, and must not start it again.
    this.#startLinger = () => {};
  }

  #startLinger: () => void;

  #streamsOf(windowId: string): readonly (readonly [stream: Subscriber, attached: Attached])[] {
    return [...this.#attached].filter(([, attached]) => attached.windowId === windowId);
  }

  #detach(window: Subscriber): void {
    const windowId = this.#attached.get(window)?.windowId;
    this.#attached.delete(window);
    this.#changed.fire();
    if (windowId !== undefined && this.#streamsOf(windowId).length === 0) this.#known.depart(windowId);
    if (this.#attached.size === 0) this.#startLinger();
  }
}
