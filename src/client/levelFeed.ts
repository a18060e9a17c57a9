import { Bundle } from '../shared/bundle.ts';
import { Emitter } from '../shared/emitter.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import type { MeterFrame } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import type { HubAddress } from './hubClient.ts';
import { followLevels, type LevelStreamOptions } from './levelStream.ts';

const RETRY_MS = 250;

export type LevelFeedOptions = {
  readonly logger: Pick<Logger, 'debug'>;
  readonly follow?: (options: LevelStreamOptions) => Promise<void>;
};

/** The levels of the microphone while there is something to hear. The status bar always wants them, so nobody is counted. */
export class LevelFeed implements Disposable {
  readonly #logger: Pick<Logger, 'debug'>;
  readonly #follow: NonNullable<LevelFeedOptions['follow']>;
  readonly #received = new Emitter<readonly MeterFrame[]>();
  #source: HubAddress | undefined;
  #abort = new AbortController();
  readonly #bundle = new Bundle<MeterFrame>((frames) => this.#received.fire(frames));
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor({ logger, follow = followLevels }: LevelFeedOptions) {
    this.#logger = logger;
    this.#follow = follow;
  }

  /** Frames in their order, some at a time. */
  readonly onDidReceive = this.#received.event;

  /** Follows the levels of that hub from now on; of none for undefined. The same hub again changes nothing. */
  listenTo(source: HubAddress | undefined): void {
    if (source?.url === this.#source?.url && source?.token === this.#source?.token) return;
    this.#leave();
    this.#source = source;
    if (source) void this.#run(source, this.#abort.signal);
  }

  dispose(): void {
    this.listenTo(undefined);
    this.#received.dispose();
  }

  #leave(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    clearTimeout(this.#retry);
    this.#bundle.drop();
  }

  /** A stream that breaks is taken up again: whether there is something to hear is told by the hub's status, not by the stream. */
  async #run(source: HubAddress, signal: AbortSignal): Promise<void> {
    const onFrame = (frame: MeterFrame) => {
      if (!signal.aborted) this.#bundle.push(frame);
    };
    await this.#follow({ ...source, onFrame, signal }).catch((cause) => {
      if (!signal.aborted) this.#logger.debug('The stream of levels broke', { cause: String(cause) });
    });
    if (!signal.aborted) this.#retry = setTimeout(() => void this.#run(source, signal), RETRY_MS);
  }
}
