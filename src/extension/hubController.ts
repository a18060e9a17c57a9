import { setTimeout as delay } from 'node:timers/promises';
import { createHubClient, type HubClient } from '../client/hubClient.ts';
import type { HubState, StreamGap, WatchRequest } from '../shared/api.ts';
import { Emitter } from '../shared/emitter.ts';
import { DevSyncError, toDevSyncError } from '../shared/errors.ts';
import type { HubEvent } from '../shared/events.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import { type Listening, notListening } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import type { HubStatus } from '../shared/panel.ts';
import { HubSession, type SessionEnd } from './hubSession.ts';
import { RestartBudget } from './restartBudget.ts';

/** Where hubs come from, and what this window tells them. */
export type HubSupply = {
  /** The proven hub that this window may use, if one runs. */
  find(): Promise<HubState | undefined>;
  /** Starts a new hub. @throws DevSyncError */
  launch(): Promise<HubState>;
  watchRequest(): WatchRequest;
  /** Reads what the hub has logged so far, and answers the position from which the stream has to go on. Asked once. */
  load(hub: HubState): Promise<string>;
  /** Called with the hub that this window is attached to, and with undefined after a stop that was wanted. */
  remember(hub: HubState | undefined): void;
};

/** What happened to the stream, beside its events. */
export type Interruption = { readonly kind: 'restarted' | 'gaveUp' } | { readonly kind: 'missed'; readonly reason: StreamGap['reason'] };

const STOP_TIMEOUT_MS = 3000;
const POLL_MS = 25;

/**
 * Brings the hub on, keeps it on, and ends it: the owner of "what is the hub doing?".
 * Everything that changes the answer is a step in one queue, so no two of them ever meet.
 */
export class HubController implements Disposable {
  readonly #supply: HubSupply;
  readonly #logger: Logger;
  readonly #windowId = crypto.randomUUID();
  readonly #budget = new RestartBudget();
  readonly #statusChanged = new Emitter<HubStatus>();
  readonly #attached = new Emitter<HubState>();
  readonly #received = new Emitter<HubEvent>();
  readonly #interrupted = new Emitter<Interruption>();
  #queue: Promise<unknown> = Promise.resolve();
  #status: HubStatus = { state: 'stopped' };
  #session: HubSession | undefined;
  /** The hub of the last session, to tell a new one from the same one found again. */
  #lastHub: HubState | undefined;
  /** Where the next session goes on. */
  #resumeAt: string | undefined;
  /** Grows with every wish of a person, so that a recovery under way notices that it is out of date. */
  #wishes = 0;
  #isDisposed = false;

  constructor(supply: HubSupply, logger: Logger) {
    this.#supply = supply;
    this.#logger = logger;
  }

  readonly onDidChangeStatus = this.#statusChanged.event;
  /** This window has a place at a hub, perhaps at the same one anew. */
  readonly onDidAttach = this.#attached.event;
  readonly onDidReceive = this.#received.event;
  readonly onDidInterrupt = this.#interrupted.event;

  get status(): HubStatus {
    return this.#status;
  }

  /** What the microphone of the hub is doing, whoever started it. */
  get listening(): Listening {
    return this.#status.state === 'on' ? this.#status.listening : notListening;
  }

  /** Requests to the hub that is on. @throws DevSyncError `hub-unreachable` when there is none */
  get client(): HubClient {
    return this.#place.client;
  }

  /** The hub that this window has a place at. */
  get attachedTo(): HubState | undefined {
    return this.#session?.hub;
  }

  /** After a window reload: attaches to the hub that runs already. Starts one only if it may. */
  resume(mayLaunch: boolean): Promise<void> {
    this.#wishes++;
    return this.#enqueue(async () => {
      const hub = await this.#supply.find();
      if (hub || mayLaunch) await this.#open(hub);
    });
  }

  /** @throws DevSyncError when the hub cannot be brought on; the status says the same */
  start(): Promise<void> {
    this.#wishes++;
    this.#budget.refill();
    return this.#enqueue(() => this.#open());
  }

  stop(): Promise<void> {
    this.#wishes++;
    return this.#enqueue(() => this.#close(false));
  }

  /** @throws DevSyncError as `start` does */
  restart(): Promise<void> {
    this.#wishes++;
    this.#budget.refill();
    return this.#enqueue(async () => {
      await this.#close(true);
      await this.#open();
    });
  }

  /**
   * Switches the microphone on, until somebody stops it or this window closes. No step of the queue: opening a device may take
   * long, and a stop must not wait for it.
   *
   * @param deviceId null for the default device of the system
   * @throws DevSyncError of the hub, as `no-microphone`, or `hub-unreachable` when none is on
   */
  async startListening(deviceId: string | null): Promise<void> {
    await this.#place.startListening(deviceId);
  }

  /** Tells the hub what to watch from now on. */
  refreshWatch(): Promise<void> {
    return this.#enqueue(() => this.#watch());
  }

  /** Lets go of the hub, which ends by itself when no other window holds it. */
  dispose(): void {
    this.#isDisposed = true;
    this.#leave();
  }

  get #place(): HubSession {
    if (!this.#session) throw new DevSyncError('hub-unreachable', { message: 'The hub is not on.' });
    return this.#session;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(() => (this.#isDisposed ? undefined : step()));
    this.#queue = run.catch(() => {});
    return run;
  }

  async #open(found?: HubState): Promise<void> {
    if (this.#session) return;
    this.#show({ state: 'starting' });
    try {
      await this.#attach(found ?? (await this.#supply.find()) ?? (await this.#supply.launch()));
    } catch (error) {
      if (this.#isDisposed) return;
      const failure = toDevSyncError(error);
      this.#show({ state: 'problem', error: failure.toInfo() });
      throw failure;
    }
  }

  async #attach(hub: HubState): Promise<void> {
    this.#resumeAt ??= await this.#supply.load(hub);
    if (this.#lastHub && !isSame(hub, this.#lastHub)) this.#interrupted.fire({ kind: 'restarted' });
    this.#lastHub = hub;
    this.#session = this.#createSession(hub, this.#resumeAt);
    try {
      await this.#session.attach();
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
    this.#supply.remember(hub);
    this.#attached.fire(hub);
    this.#logger.info('Attached to the hub', { url: hub.url, pid: hub.pid });
    // The hub is on all the same; that files are not watched must not look as if it were not.
    await this.#watch().catch((cause) => this.#logger.error('The hub did not take what to watch', { cause }));
  }

  #createSession(hub: HubState, position: string): HubSession {
    const session = new HubSession({ hub, position, windowId: this.#windowId });
    session.onDidReceive((event) => this.#received.fire(event));
    session.onDidMiss((reason) => this.#interrupted.fire({ kind: 'missed', reason }));
    session.onDidChangeStatus((status) => this.#show({ state: 'on', url: hub.url, ...status }));
    session.onDidEnd((end) => void this.#recover(session, end));
    return session;
  }

  async #watch(): Promise<void> {
    await this.#session?.watch(this.#supply.watchRequest());
  }

  #leave(): HubState | undefined {
    const session = this.#session;
    this.#session = undefined;
    this.#resumeAt = session?.position ?? this.#resumeAt;
    session?.dispose();
    return session?.hub;
  }

  async #close(isRestart: boolean): Promise<void> {
    const hub = this.#leave();
    if (hub) await this.#end(hub, isRestart);
    this.#supply.remember(undefined);
    this.#logger.info('The hub was stopped');
    this.#show({ state: 'stopped' });
  }

  async #end(hub: HubState, isRestart: boolean): Promise<void> {
    await createHubClient(hub)
      .shutDown(isRestart)
      .catch((cause) => this.#logger.warn('The hub did not take the order to end', { cause }));
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (isAlive(hub.pid) && Date.now() < deadline) await delay(POLL_MS);
    if (isAlive(hub.pid)) process.kill(hub.pid, 'SIGKILL');
  }

  /** The stream ended and nobody here wanted it to: find the hub again, or start another one. */
  async #recover(session: HubSession, end: SessionEnd): Promise<void> {
    if (session !== this.#session) return;
    this.#leave();
    this.#show({ state: end === 'stopped' ? 'stopped' : 'starting' });
    if (end === 'stopped') return;
    this.#logger.warn('The stream of the hub ended', { end, pid: session.hub.pid });
    const wishes = this.#wishes;
    for (let isDone = false; !isDone; ) {
      const wait = this.#budget.spend();
      if (wait === undefined) return this.#giveUp();
      await delay(wait);
      isDone = await this.#reopen(session.hub, () => wishes === this.#wishes);
    }
  }

  /** Answers false when it is worth another try. */
  async #reopen(lost: HubState, isStillWanted: () => boolean): Promise<boolean> {
    try {
      await this.#enqueue(async () => {
        if (isStillWanted()) await this.#open();
      });
      // A stream may break while its hub is well; that is no crash.
      if (this.#lastHub && isSame(lost, this.#lastHub)) this.#budget.refund();
      return true;
    } catch (cause) {
      this.#logger.warn('The hub could not be started again', { cause });
      return !isStillWanted();
    }
  }

  #giveUp(): void {
    this.#show({ state: 'problem', error: new DevSyncError('hub-crashing').toInfo() });
    this.#interrupted.fire({ kind: 'gaveUp' });
  }

  #show(status: HubStatus): void {
    if (this.#isDisposed) return;
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}

function isSame(a: HubState, b: HubState): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process, which is the answer.
    return false;
  }
}
