import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import { limits, RETRY_MS, type StreamGap } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { messageFrame, positionFrame, retryField } from '../../shared/sse.ts';
import type { TypeFilter } from '../../shared/typeFilter.ts';
import type { EventLog } from '../log/eventLog.ts';

/** Bytes in the socket's buffer above which a live stream stops taking pushes and reads from the log at its own pace. */
const LAG_BYTES = 256 * 1024;
const REPLAY_CHUNK_BYTES = 64 * 1024;
/**
 * A stream that takes nothing for so long, with a full queue waiting, is given up. The system tells of progress only when it has
 * room for a third of its own buffer again, 1.4 MB on Linux: at 160 kB/s that is every 10 s.
 */
const STALL_MS = 15_000;

export type SubscriberOptions = {
  readonly response: ServerResponse;
  /** Where the response goes. It has sent its headers and ends with the connection: what follows is written as it is. */
  readonly socket: Socket;
  /** Value of `types=`, empty for everything. */
  readonly types: string;
  /** Who listens, for the log: the value of `client=`. */
  readonly client: string;
  /** Whether `subscribers_notified` includes this stream. */
  readonly isCounted: boolean;
  /** A page that may not read the history. After a position that the log cannot vouch for it hears only what comes. */
  readonly isForeign: boolean;
  /** Position to start after; a position that the log does not know is answered with a gap. */
  readonly position: string;
  readonly logger: Logger;
  readonly now: () => number;
};

/**
 * One open stream: a cursor on the log. While it keeps up it takes the shared bytes of the fan-out; when its socket is full
 * it lets go and reads from the log as fast as its reader drains. So its memory is bounded and nothing is skipped.
 */
export class Subscriber implements Disposable {
  readonly types: string;
  readonly client: string;
  readonly isCounted: boolean;
  readonly #isForeign: boolean;
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #closed = new Emitter<void>();
  #cursor: string;
  #isLive = false;
  /** Bytes that were published while this stream was behind. */
  #waitingBytes = 0;
  /** When it began to wait for its reader, or when that one took something since; undefined while it does not wait. */
  #waitingSince: number | undefined;
  /** Waits for a reader that is behind. */
  #latest: string | undefined;

  constructor(options: SubscriberOptions) {
    this.types = options.types;
    this.client = options.client;
    this.isCounted = options.isCounted;
    this.#isForeign = options.isForeign;
    this.#response = options.response;
    this.#socket = options.socket;
    this.#cursor = options.position;
    this.#logger = options.logger;
    this.#now = options.now;
    this.#response.on('close', () => this.#closed.fire());
    // A reader that resets the connection is nobody's failure; 'close' follows.
    this.#response.on('error', (cause) => this.#logger.debug('A stream broke', { client: this.client, cause: cause.message }));
  }

  readonly onDidClose = this.#closed.event;

  /**
   * Sends the greeting, then the replay, then goes live.
   *
   * @param settle empties the fan-out's queue and answers the position up to which it has sent.
   */
  start(log: EventLog, matches: TypeFilter, settle: () => string): void {
    const connected = JSON.stringify({ type: 'connected', message: 'SSE connected' });
    const gap = log.gapAfter(this.#cursor);
    const goesOnAfter = this.#isForeign ? log.head() : log.start();
    this.send(retryField(RETRY_MS) + messageFrame(connected, gap ? goesOnAfter : this.#cursor));
    if (gap) this.#stateGap(this.#isForeign ? { ...gap, to: null } : gap, goesOnAfter);
    this.#follow = () => this.#catchUp(log, matches, settle);
    this.#resume();
  }

  /** The next shared bytes: all that this stream wants of what came after a position. */
  offer(chunk: Buffer, after: string): void {
    if (this.#isLive && this.#socket.writableLength <= LAG_BYTES) {
      this.#write(chunk);
      return;
    }
    this.#waitingBytes += chunk.length;
    if (this.#isLive) {
      this.#isLive = false;
      this.#cursor = after;
      this.#resume();
    }
    this.#giveUpIfStalled();
  }

  /** The heartbeat; a filtered stream learns the position with it, so that its cursor does not grow old. */
  beat(comment: Buffer, position: string): void {
    this.#giveUpIfStalled();
    if (this.#socket.writableLength > LAG_BYTES) return;
    this.#write(comment);
    if (this.#isLive && this.types !== '') {
      this.send(positionFrame(position));
    }
  }

  /** A frame for this stream alone. */
  send(frame: string): void {
    this.#write(frame);
  }

  /** A frame that says anew what the one before said: who is behind hears the newest of them, so that they cannot pile up. */
  sendLatest(frame: string): void {
    if (!this.#socket.writableNeedDrain) {
      this.send(frame);
      return;
    }
    if (this.#latest === undefined) this.#socket.once('drain', () => this.#sendWaiting());
    this.#latest = frame;
  }

  /** Ends the stream and its connection, after what is written already. */
  close(): void {
    this.#response.end();
  }

  dispose(): void {
    this.close();
  }

  #sendWaiting(): void {
    const frame = this.#latest;
    this.#latest = undefined;
    if (frame !== undefined) this.sendLatest(frame);
  }

  /** Beneath the response, which puts off every write to the end of the turn: the fan-out could not know how long it takes. */
  #write(bytes: string | Buffer): void {
    if (!this.#response.writableEnded && this.#socket.writable) this.#socket.write(bytes, this.#noteProgress);
  }

  /** 'drain' alone would not do: it waits until everything is taken. */
  readonly #noteProgress = () => {
    if (this.#waitingSince !== undefined) this.#waitingSince = this.#now();
  };

  #follow: () => Promise<void> = async () => {};

  #resume(): void {
    this.#follow().catch((cause) => {
      this.#logger.error('A stream could not read the log', { client: this.client, cause });
      this.#response.destroy();
    });
  }

  async #catchUp(log: EventLog, matches: TypeFilter, settle: () => string): Promise<void> {
    while (!this.#isLive && !this.#response.destroyed && !this.#response.writableEnded) {
      if (this.#socket.writableNeedDrain) await this.#drained();
      const gap = log.gapAfter(this.#cursor);
      if (gap) this.#stateGap(gap, log.start());
      const records = await log.readAfter(this.#cursor, REPLAY_CHUNK_BYTES);
      const frames = records.filter(({ type }) => matches(type)).map(({ id, json }) => messageFrame(json, id));
      this.#cursor = records.at(-1)?.id ?? this.#cursor;
      if (frames.length > 0) this.send(frames.join(''));
      if (records.length === 0 && settle() === this.#cursor) this.#isLive = true;
      // A reader that takes everything at once, or a filter that matches little, would leave the others no turn.
      else await immediate();
    }
    this.#waitingBytes = 0;
  }

  #stateGap(gap: StreamGap, goesOnAfter: string): void {
    this.#cursor = goesOnAfter;
    this.send(messageFrame(JSON.stringify({ type: 'stream.gap', data: gap }), goesOnAfter));
  }

  #drained(): Promise<void> {
    this.#waitingSince = this.#now();
    return new Promise((resolve) => {
      const done = () => {
        this.#waitingSince = undefined;
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }

  #giveUpIfStalled(): void {
    if (this.#response.destroyed || this.#waitingSince === undefined || this.#waitingBytes <= limits.subscriberQueueBytes) return;
    const stalledMs = this.#now() - this.#waitingSince;
    if (stalledMs < STALL_MS) return;
    this.#logger.warn('A slow subscriber was cut off; it can come back and catch up', {
      client: this.client,
      waitingBytes: this.#waitingBytes,
      stalledMs,
    });
    this.#response.destroy();
  }
}
