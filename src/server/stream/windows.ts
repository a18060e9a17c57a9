import { LINGER_MS, type StreamClosing, type StreamStatus, type WatchRequest } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { type Listening, notListening } from '../../shared/listening.ts';
import { messageFrame } from '../../shared/sse.ts';
import type { Stats } from '../../shared/webhooks.ts';
import type { Subscriber } from './subscriber.ts';

/** What a window started ends so long after its stream. */
const RETURN_GRACE_MS = 450;

/** Parts of the hub that may not do what they should. */
type ProblemPart = 'log' | 'watch' | 'webhooks';

/** A window as the hub knows it: the id that it chose, and what it wants watched. */
type Attached = { readonly windowId: string; watch: WatchRequest | undefined };

/**
 * The editor windows that are attached. A window holds its place, and the folders it wants watched, by its open stream;
 * closing the stream gives both back.
 */
export class Windows implements Disposable {
  readonly #attached = new Map<Subscriber, Attached>();
  readonly #changed = new Emitter<void>();
  readonly #came = new Emitter<Subscriber>();
  readonly #detached = new Emitter<string>();
  readonly #abandoned = new Emitter<void>();
  #linger: NodeJS.Timeout | undefined;
  readonly #leaving = new Set<NodeJS.Timeout>();
  #status: StreamStatus = { subscribers: 0, problems: [], listening: notListening };
  #problems: Record<ProblemPart, readonly ErrorInfo[]> = { log: [], watch: [], webhooks: [] };
  #isRestarting = false;

  /** @param isOwnedByWindows whether the hub has to end when no window is attached for 15 s, counted from now. */
  constructor(isOwnedByWindows: boolean) {
    this.#startLinger = isOwnedByWindows
      ? () => {
          this.#linger = setTimeout(() => this.#abandoned.fire(), LINGER_MS);
        }
      : () => {};
    this.#startLinger();
  }

  /** What the windows want watched changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidAttach = this.#came.event;
  /** A window closed and did not come back at once; the value is its id. */
  readonly onDidDetach = this.#detached.event;
  /** Nobody is left to serve. */
  readonly onDidAbandon = this.#abandoned.event;

  get watchRequests(): readonly WatchRequest[] {
    return [...this.#attached.values()].flatMap(({ watch }) => watch ?? []);
  }

  attach(window: Subscriber, windowId: string): void {
    clearTimeout(this.#linger);
    this.#attached.set(window, { windowId, watch: undefined });
    window.onDidClose(() => this.#detach(window));
    window.send(statusFrame(this.#status));
    this.#came.fire(window);
  }

  get isEmpty(): boolean {
    return this.#attached.size === 0;
  }

  isAttached(windowId: string): boolean {
    return [...this.#attached.values()].some((attached) => attached.windowId === windowId);
  }

  /** Replaces what a window wants watched. Answers false when no such window is attached. */
  setWatch(windowId: string, watch: WatchRequest): boolean {
    const streams = [...this.#attached.values()].filter((attached) => attached.windowId === windowId);
    for (const attached of streams) attached.watch = watch;
    if (streams.length > 0) this.#changed.fire();
    return streams.length > 0;
  }

  /** Another hub will follow this one at once; the goodbye says so. */
  expectRestart(): void {
    this.#isRestarting = true;
  }

  /** Tells every window when something changed; a window that attaches hears the present state. */
  showSubscribers(subscribers: number): void {
    if (subscribers !== this.#status.subscribers) this.#show({ ...this.#status, subscribers });
  }

  /** What a part of the hub cannot do at present, in place of what it said before. */
  showProblems(part: ProblemPart, ...problems: readonly (ErrorInfo | undefined)[]): void {
    this.#problems[part] = problems.filter((problem) => problem !== undefined);
    this.#show({ ...this.#status, problems: Object.values(this.#problems).flat() });
  }

  showListening(listening: Listening): void {
    this.#show({ ...this.#status, listening });
  }

  /** Tells all windows, or those that are named. */
  showStats(stats: Stats, windows: Iterable<Subscriber> = this.#attached.keys()): void {
    const frame = messageFrame(JSON.stringify({ type: 'stream.stats', data: stats }));
    for (const window of windows) window.sendLatest(frame);
  }

  /** The hub ends because somebody wants it to, so the windows need not take it for a crash. */
  sayGoodbye(): void {
    const goodbye: StreamClosing = { restarting: this.#isRestarting };
    for (const window of this.#attached.keys()) window.send(messageFrame(JSON.stringify({ type: 'stream.closing', data: goodbye })));
  }

  dispose(): void {
    clearTimeout(this.#linger);
    for (const timer of this.#leaving) clearTimeout(timer);
    // Streams close after this, and must not start it again.
    this.#startLinger = () => {};
  }

  #startLinger: () => void;

  #show(status: StreamStatus): void {
    this.#status = status;
    for (const window of this.#attached.keys()) window.send(statusFrame(status));
  }

  /** A stream may break although its window is well; that one is back within the grace. */
  #sayDetached(windowId: string): void {
    const timer = setTimeout(() => {
      this.#leaving.delete(timer);
      if (!this.isAttached(windowId)) this.#detached.fire(windowId);
    }, RETURN_GRACE_MS);
    this.#leaving.add(timer);
  }

  #detach(window: Subscriber): void {
    const windowId = this.#attached.get(window)?.windowId;
    this.#attached.delete(window);
    this.#changed.fire();
    if (windowId !== undefined) this.#sayDetached(windowId);
    if (this.#attached.size === 0) this.#startLinger();
  }
}

function statusFrame(data: StreamStatus): string {
  return messageFrame(JSON.stringify({ type: 'stream.status', data }));
}
