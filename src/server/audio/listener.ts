import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { EventDraft } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { type ListenDevicesAnswer, type Listening, type ListeningStarter, type MeterFrame, notListening } from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Windows } from '../stream/windows.ts';
import type { ForkCapture } from './captureProcess.ts';
import { CaptureSupervisor } from './captureSupervisor.ts';
import { type AudioOptions, ListenSession } from './listenSession.ts';
import { listMicrophones } from './listMicrophones.ts';

export type ListenerOptions = {
  readonly audio: AudioOptions;
  readonly fork: ForkCapture;
  readonly publish: (draft: EventDraft) => Promise<unknown>;
  readonly windows: Pick<Windows, 'isAttached'>;
  readonly logger: Logger;
  readonly now: () => Date;
};

export type ListenWish = {
  /** Id of a device, null for the default one; the one of the options when absent. */
  readonly device?: string | null;
  readonly startedBy: ListeningStarter;
  /** The editor window that wishes it: listening ends with it. */
  readonly windowId?: string;
};

/** How long the capture may take to end when the hub does, which itself has 2 s. */
const END_GRACE_MS = 1000;

/** The owner of "is the microphone on?": one session at a time, which every start shares and every stop ends. */
export class Listener implements Disposable {
  readonly #options: ListenerOptions;
  readonly #changed = new Emitter<Listening>();
  readonly #measured = new Emitter<MeterFrame>();
  /** Also while it opens, and until its device is free. */
  #session: ListenSession | undefined;
  #devices: Promise<ListenDevicesAnswer> | undefined;
  #isDisposed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  readonly onDidChange = this.#changed.event;
  readonly onDidMeasure = this.#measured.event;

  get state(): Listening {
    return this.#session?.state ?? notListening;
  }

  /** The newest percentage; null while no sound arrives. */
  get level(): number | null {
    return this.#session?.level ?? null;
  }

  /**
   * Resolves with the session that runs, when sound arrives; with undefined when there is none. Switches nothing on or over.
   *
   * @throws DevSyncError why nothing can be heard
   */
  async join(): Promise<ListenSession['state'] | undefined> {
    const session = this.#session;
    if (!session || session.isClosing) return undefined;
    await session.open();
    return session.state;
  }

  /**
   * Resolves with the session that runs, when sound arrives: a new one, or the one that was there already.
   *
   * @throws DevSyncError why nothing can be heard
   */
  async start(wish: ListenWish): Promise<ListenSession['state']> {
    await this.#makeRoom(wish);
    if (this.#isDisposed) throw new DevSyncError('shutting-down');
    // It may have closed while an earlier session let go of the device.
    if (wish.windowId !== undefined && !this.#options.windows.isAttached(wish.windowId)) throw new DevSyncError('unknown-window');
    this.#session ??= this.#begin(wish);
    const session = this.#session;
    await session.open();
    return session.state;
  }

  /** Waits for a session that closes, and ends one that waits for its microphone while another one is wanted. */
  async #makeRoom({ device }: ListenWish): Promise<void> {
    const waiting = this.#session;
    const isOther = device !== undefined && device !== waiting?.device;
    if (waiting?.state.status === 'error' && isOther) await this.#end(waiting);
    while (this.#session?.isClosing) await this.#session.close();
  }

  /** Resolves when the device is free, with the id of the session that ended, if one did. A start that is under way fails. */
  async stop(): Promise<string | null> {
    return this.#session ? this.#end(this.#session) : null;
  }

  /** Ends what this window started. */
  async stopFor(windowId: string): Promise<void> {
    if (this.#session?.windowId === windowId) await this.#end(this.#session);
  }

  /** @throws DevSyncError when nothing here can tell */
  microphones(): Promise<ListenDevicesAnswer> {
    // Each listing is a process of its own; whoever asks in the meantime gets the same answer.
    this.#devices ??= listMicrophones(this.#options.fork, this.#options.audio).finally(() => {
      this.#devices = undefined;
    });
    return this.#devices;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    if (this.#session) await this.#end(this.#session, END_GRACE_MS);
  }

  #begin({ device, startedBy, windowId }: ListenWish): ListenSession {
    const { audio, fork, logger } = this.#options;
    const wanted = device === undefined ? audio.device : device;
    const capture = new CaptureSupervisor({ fork, backend: audio.backend, device: wanted, logger });
    const publish = (draft: EventDraft) => this.#publish(draft);
    const session = new ListenSession({ ...this.#options, capture, device: wanted, startedBy, windowId, publish });
    session.onDidChange(() => this.#changed.fire(session.state));
    session.onDidMeasure((frame) => this.#measured.fire(frame));
    session.open().then(
      () => logger.info('Listening', { device: session.state.device, backend: session.state.backend, startedBy }),
      // Whoever waits for the start hears why.
      () => this.#forget(session),
    );
    this.#changed.fire(session.state);
    return session;
  }

  async #end(session: ListenSession, graceMs?: number): Promise<string | null> {
    const wasOpen = session.state.backend !== null;
    try {
      await session.close(graceMs);
    } finally {
      this.#forget(session);
    }
    return wasOpen ? session.id : null;
  }

  #forget(session: ListenSession): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#changed.fire(notListening);
    this.#options.logger.info('Listening has stopped', { sessionId: session.id });
  }

  async #publish(draft: EventDraft): Promise<void> {
    await this.#options
      .publish(draft)
      .catch((cause) => this.#options.logger.error('An event of the microphone is lost', { type: draft.type, cause }));
  }
}
