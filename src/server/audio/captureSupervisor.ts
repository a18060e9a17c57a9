import { setTimeout as sleep } from 'node:timers/promises';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError, type ErrorInfo } from '../../shared/errors.ts';
import type { AudioBackend, AudioBackendChoice } from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { CaptureOrder, OpenedCapture } from './captureMessages.ts';
import type { CaptureProcess, ForkCapture } from './captureProcess.ts';
import { type CaptureEnd, watchCapture } from './captureWatch.ts';
import type { BlockLevel } from './level.ts';

export type CaptureSupervisorOptions = {
  readonly fork: ForkCapture;
  readonly backend: AudioBackendChoice;
  /** Id of a device; null is the default one. */
  readonly device: string | null;
  readonly logger: Logger;
};

/** How long the first opening may take, over all back ends: a person waits for it. */
const OPEN_MS = 10_000;
/** Pauses before the restarts of a capture that does not come back. */
const BACK_OFF_MS: readonly number[] = [0, 250, 500, 1000, 2000, 3000];
const MOST_BACK_OFF_MS = 5000;
/** A capture that delivered for so long was well; the next loss starts from the shortest pause. */
const WELL_MS = 2000;
/** Every so many tries all back ends of the options have their chance again. */
const ASK_ALL_EVERY = 4;
/** How long a capture that was lost may take to end: what has fallen silent by itself has no claim to patience. */
const SILENT_GRACE_MS = 250;

/**
 * Keeps a capture going: starts the process, notices when blocks stop for whatever reason, and starts it again until it is
 * closed. A crash in native code costs a few hundred milliseconds of levels and nothing else.
 */
export class CaptureSupervisor {
  readonly #options: CaptureSupervisorOptions;
  readonly #opened = new Emitter<OpenedCapture>();
  readonly #captured = new Emitter<BlockLevel>();
  readonly #lost = new Emitter<ErrorInfo>();
  readonly #closing = new AbortController();
  readonly #first = Promise.withResolvers<OpenedCapture>();
  #process: CaptureProcess | undefined;
  #running: Promise<void> = Promise.resolve();
  /** What delivered sound the last time. */
  #proven: AudioBackend | undefined;
  /** When the capture that runs delivered its first block, milliseconds of `performance.now()`. */
  #openedAt: number | undefined;
  #lastCause = '';

  constructor(options: CaptureSupervisorOptions) {
    this.#options = options;
  }

  /** Sound arrives, for the first time or again, perhaps from another device or back end. */
  readonly onDidOpen = this.#opened.event;
  readonly onDidCapture = this.#captured.event;
  /** No sound arrives; it is tried again until `close`. Fires for every try that fails. */
  readonly onDidLose = this.#lost.event;

  /**
   * Resolves when the first block has arrived; from then on the capture is kept going. Called once.
   *
   * @throws DevSyncError why nothing can be captured, or `listening-stopped` when it was closed before; nothing is left then
   */
  async open(): Promise<OpenedCapture> {
    this.#running = this.#keepGoing();
    const late = setTimeout(() => this.#giveUpOpening(), OPEN_MS);
    try {
      return await this.#first.promise;
    } catch (error) {
      await this.close(SILENT_GRACE_MS);
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** Resolves when the device is free. */
  async close(graceMs?: number): Promise<void> {
    this.#closing.abort();
    this.#first.reject(new DevSyncError('listening-stopped'));
    await this.#process?.stop(graceMs);
    await this.#running;
  }

  #giveUpOpening(): void {
    const message = `No sound arrived within ${OPEN_MS / 1000} s.`;
    this.#first.reject(new DevSyncError('microphone-failed', { message, next: 'Look whether the sound server of the system answers.' }));
  }

  async #keepGoing(): Promise<void> {
    for (let losses = 0; !this.#isClosing; losses++) {
      const end = await this.#attempt(losses);
      if (this.#isClosing) return;
      if (this.#proven === undefined) return this.#first.reject(end.error);
      if (this.#openedAt !== undefined && performance.now() - this.#openedAt > WELL_MS) losses = 0;
      this.#report(end);
      await this.#pause(BACK_OFF_MS[losses] ?? MOST_BACK_OFF_MS);
    }
  }

  /** Captures until it ends. With `auto`, back ends that crash or hang before their first block are left out of this attempt. */
  async #attempt(losses: number): Promise<CaptureEnd> {
    const avoid = new Set<AudioBackend>();
    const backend = this.#backendFor(losses);
    this.#openedAt = undefined;
    for (;;) {
      const end = await this.#capture({ backend, avoid: [...avoid] });
      const isWorthAnother = end.culprit !== undefined && !avoid.has(end.culprit) && backend === 'auto';
      if (!isWorthAnother || this.#isClosing) return end;
      if (end.culprit) avoid.add(end.culprit);
    }
  }

  /** What has worked is asked first: to ask all of them every few seconds would cost more than listening. */
  #backendFor(losses: number): AudioBackendChoice {
    const asksAll = losses % ASK_ALL_EVERY === ASK_ALL_EVERY - 1;
    return this.#proven !== undefined && !asksAll ? this.#proven : this.#options.backend;
  }

  /** Runs one process until it is of no more use. */
  async #capture(order: Pick<Extract<CaptureOrder, { kind: 'open' }>, 'backend' | 'avoid'>): Promise<CaptureEnd> {
    const { fork, device } = this.#options;
    try {
      const process = fork({ kind: 'open', device, ...order });
      this.#process = process;
      const end = await watchCapture(process, { onOpen: this.#welcome, onBlock: (block) => this.#captured.fire(block) });
      await process.stop(SILENT_GRACE_MS);
      return end;
    } catch (cause) {
      // The system has no room for another process.
      const message = `The capture could not be started: ${String(cause)}.`;
      return { error: new DevSyncError('microphone-failed', { message, cause }), cause: message, culprit: undefined };
    }
  }

  readonly #welcome = (opened: OpenedCapture) => {
    this.#openedAt ??= performance.now();
    this.#proven = opened.backend;
    this.#lastCause = '';
    this.#first.resolve(opened);
    this.#opened.fire(opened);
  };

  /** A microphone that stays away is worth one line, not one per try. */
  #report({ error, cause }: CaptureEnd): void {
    const level = cause === this.#lastCause ? 'debug' : 'warn';
    this.#lastCause = cause;
    this.#options.logger[level]('The capture ended', { pid: this.#process?.pid, cause });
    this.#lost.fire(error.toInfo());
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    // Closing ends the pause; the loop looks for itself.
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}
