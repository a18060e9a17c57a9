import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';

/** The edge of the process: a response whose reader can stop reading, and counts what it was handed. */
export class SlowResponse extends Writable {
  /** What the reader has got. */
  readonly chunks: Buffer[] = [];
  /** Bytes of all writes, read or not. */
  handedBytes = 0;
  /** Those that were read. */
  readBytes = 0;
  /** Called by every write. */
  onWrite: () => void = () => {};
  readonly socket = null;
  #isBlocked = false;
  #held: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 16 * 1024, decodeStrings: true });
  }

  override write(chunk: string | Buffer, done?: unknown): boolean {
    this.onWrite();
    this.handedBytes += Buffer.byteLength(chunk);
    return super.write(chunk, 'utf8', () => void (typeof done === 'function' && done()));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const take = () => {
      this.readBytes += chunk.length;
      this.chunks.push(chunk);
      done();
    };
    if (this.#isBlocked) this.#held = take;
    else take();
  }

  block(): void {
    this.#isBlocked = true;
  }

  /** The reader takes what waits, and everything after it. */
  unblock(): void {
    this.#isBlocked = false;
    this.#release();
  }

  /** The reader takes one write and stops again. */
  readOne(): void {
    this.#release();
  }

  asServerResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  asSocket(): Socket {
    return this as unknown as Socket;
  }

  #release(): void {
    const take = this.#held;
    this.#held = undefined;
    take?.();
  }
}
