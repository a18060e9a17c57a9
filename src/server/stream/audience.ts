import type { StreamCleared, StreamClosing, StreamStatus } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import { type Listening, notListening } from '../../shared/listening.ts';
import { messageFrame } from '../../shared/sse.ts';
import type { Stats } from '../../shared/webhooks.ts';
import type { Subscriber } from './subscriber.ts';

/** Parts of the hub that may not do what they should. */
type ProblemPart = 'log' | 'watch' | 'webhooks' | 'limits';

/** The streams that hear how the hub itself is: editor windows, and panels in a browser. Whoever comes hears the present state. */
export class Audience {
  readonly #streams = new Set<Subscriber>();
  readonly #came = new Emitter<Subscriber>();
  #status: StreamStatus = { subscribers: 0, problems: [], listening: notListening };
  #problems: Record<ProblemPart, readonly ErrorInfo[]> = { log: [], watch: [], webhooks: [], limits: [] };
  #isRestarting = false;

  /** A stream came, and has heard the state. */
  readonly onDidCome = this.#came.event;

  get isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  add(stream: Subscriber): void {
    this.#streams.add(stream);
    stream.onDidClose(() => void this.#streams.delete(stream));
    stream.send(frameOf('stream.status', this.#status));
    this.#came.fire(stream);
  }

  /** Tells everybody when something changed. */
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

  /** Tells everybody, or those that are named. */
  showStats(stats: Stats, streams: Iterable<Subscriber> = this.#streams): void {
    const frame = frameOf('stream.stats', stats);
    for (const stream of streams) stream.sendLatest(frame);
  }

  /** The log was emptied: what is on the screen is nowhere else any more. */
  showCleared(deleted: number): void {
    this.#send(frameOf('stream.cleared', { deleted } satisfies StreamCleared));
  }

  /** Another hub will follow this one at once; the goodbye says so. */
  expectRestart(): void {
    this.#isRestarting = true;
  }

  /** The hub ends because somebody wants it to, so nobody need take it for a crash. */
  sayGoodbye(): void {
    this.#send(frameOf('stream.closing', { restarting: this.#isRestarting } satisfies StreamClosing));
  }

  #show(status: StreamStatus): void {
    this.#status = status;
    this.#send(frameOf('stream.status', status));
  }

  #send(frame: string): void {
    for (const stream of this.#streams) stream.send(frame);
  }
}

function frameOf(type: string, data: object): string {
  return messageFrame(JSON.stringify({ type, data }));
}
