import type { ServerResponse } from 'node:http';
import { HEARTBEAT_MS, RETRY_MS } from '../../shared/api.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { MeterFrame } from '../../shared/listening.ts';
import { heartbeatFrame, messageFrame, retryField } from '../../shared/sse.ts';

/** What may wait for a reader, about 2 s of frames; a slower one misses frames, and loses nothing that the next does not tell. */
const LAG_BYTES = 16 * 1024;

/** The open streams of `GET /api/listen/levels`: every meter frame goes to each of them that keeps up. */
export class LevelStreams implements Disposable {
  readonly #streams = new Set<ServerResponse>();
  #heartbeat: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#streams.size;
  }

  add(response: ServerResponse): void {
    this.#streams.add(response);
    this.#heartbeat ??= setInterval(() => this.#write(heartbeatFrame), HEARTBEAT_MS).unref();
    response.on('close', () => this.#remove(response));
    // A reader that resets the connection is nobody's failure; 'close' follows.
    response.on('error', () => {});
    response.write(retryField(RETRY_MS) + heartbeatFrame);
  }

  push(frame: MeterFrame): void {
    if (this.#streams.size > 0) this.#write(messageFrame(JSON.stringify(frame)));
  }

  dispose(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#streams) response.end();
  }

  #write(frame: string): void {
    const bytes = Buffer.from(frame);
    for (const response of this.#streams) {
      if (response.writableLength <= LAG_BYTES && !response.writableEnded) response.write(bytes);
    }
  }

  #remove(response: ServerResponse): void {
    this.#streams.delete(response);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
