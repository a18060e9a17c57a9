import { setTimeout as delay } from 'node:timers/promises';
import type { HubClient } from '../client/hubClient.ts';
import type { HubState } from '../shared/api.ts';
import { Emitter } from '../shared/emitter.ts';
import { DevSyncError, toDevSyncError } from '../shared/errors.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import { type Listening, notListening } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import type { HubStatus } from '../shared/panel.ts';
import { endHub } from './endHub.ts';
import { HubPlace, type LostSession } from './hubPlace.ts';
import { HubRecovery } from './hubRecovery.ts';
import type { HubSession, Missed } from './hubSession.ts';
import type { HubSupply, Predecessor } from './hubSupply.ts';
import { logKeyOf } from './logKey.ts';

/** What happened to the stream, beside its events. */
export type Interruption = { readonly kind: 'gaveUp' | 'stoppedElsewhere' } | { readonly kind: 'missed'; readonly reason: Missed };

/**
 * Brings the hub on, keeps it on, and ends it: the owner of "what is the hub doing?".
 * Everything that changes the answer is a step in one queue, so no two of them ever meet.
 */
export class HubController implements Disposable {
  readonly #supply: HubSupply;
  readonly #logger: Logger;
  readonly #place: HubPlace;
  readonly #recovery: HubRecovery;
  readonly #statusChanged = new Emitter<HubStatus>();
  readonly #attached = new Emitter<HubState>();
  readonly #interrupted = new Emitter<Interruption>();
  #queue: Promise<unknown> = Promise.resolve();
  #status: HubStatus = { state: 'stopped' };
  /** The hub that is to be followed by another one; none after a stop. */
  #predecessor: Predecessor | undefined;
  #isDisposed = false;

  /** @param wait pauses between tries, which tests shorten */
  constructor(supply: HubSupply, logger: Logger, wait: (ms: number) => Promise<void> = delay) {
    this.#supply = supply;
    this.#logger = logger;
    this.#place = new HubPlace(supply);
    this.#place.onDidChangeStatus((status) => this.#show(status));
    this.#place.onDidMiss((reason) => this.#interrupted.fire({ kind: 'missed', reason }));
    this.#place.onDidLose((lost) => void this.#recover(lost));
    this.onDidChangeStats = this.#place.onDidChangeStats;
    this.onDidReceive = this.#place.onDidReceive;
    this.#recovery = new HubRecovery({
      find: (lost) => supply.find(lost),
      open: (signal, found) => this.#openUnasked(signal, found),
      logger,
      wait,
    });
  }

  readonly onDidChangeStatus = this.#statusChanged.event;
  /** The newest figures of the hub, and null when this window has none any more. */
  readonly onDidChangeStats: HubPlace['onDidChangeStats'];
  /** This window has a place at a hub, perhaps at the same one anew. */
  readonly onDidAttach = this.#attached.event;
  readonly onDidReceive: HubPlace['onDidReceive'];
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
    return this.#session.client;
  }

  /** The hub that this window has a place at. */
  get attachedTo(): HubState | undefined {
    return this.#place.session?.hub;
  }

  /**
   * After a window reload: attaches to the hub that runs already, or brings back the one that crashed meanwhile, however long ago
   * that was (the machine may have lost its power). A new one it starts only if it may.
   */
  resume(mayLaunch: boolean): Promise<void> {
    const signal = this.#recovery.giveWay();
    this.#show({ state: 'starting' });
    return this.#enqueue(async () => {
      const hub = await this.#supply.find();
      const remains = hub ? undefined : await this.#supply.findRemains();
      if (remains) this.#logger.warn('The hub died while this window was away', { pid: remains.pid });
      if (remains) this.#predecessor = { hub: remains, reason: 'lost' };
      if (hub || remains || mayLaunch) return this.#open(hub);
      this.#show({ state: 'stopped' });
      void this.#awaitReturn(signal);
    });
  }

  /** @throws DevSyncError when the hub cannot be brought on; the status says the same */
  start(): Promise<void> {
    this.#recovery.giveWay();
    return this.#enqueue(() => {
      this.#claim();
      return this.#open();
    });
  }

  stop(): Promise<void> {
    this.#recovery.giveWay();
    return this.#enqueue(() => this.#close(false));
  }

  /** @throws DevSyncError as `start` does */
  restart(): Promise<void> {
    this.#recovery.giveWay();
    return this.#enqueue(async () => {
      await this.#close(true);
      this.#claim();
      await this.#open();
    });
  }

  /**
   * Lets go of a hub that the settings do not allow any more, and that others go on using, for one that they do.
   *
   * @throws DevSyncError as `start` does
   */
  reattach(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.attachedTo || this.#supply.allows(this.attachedTo)) return;
      this.#place.leave();
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
    await this.#session.startListening(deviceId);
  }

  /** Tells the hub what to watch from now on. */
  refreshWatch(): Promise<void> {
    return this.#enqueue(() => this.#place.watch());
  }

  /** Lets go of the hub, which ends by itself when no other window holds it. */
  dispose(): void {
    this.#isDisposed = true;
    this.#recovery.giveWay();
    this.#place.dispose();
  }

  get #session(): HubSession {
    const { session } = this.#place;
    if (!session) throw new DevSyncError('hub-unreachable', { message: 'The hub is not on.' });
    return session;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(() => (this.#isDisposed ? undefined : step()));
    this.#queue = run.catch(() => {});
    return run;
  }

  async #open(found?: HubState): Promise<void> {
    if (this.attachedTo) return;
    this.#show({ state: 'starting' });
    try {
      const predecessor = this.#predecessor;
      await this.#attach(found ?? (await this.#supply.find(predecessor?.hub)) ?? (await this.#supply.launch(predecessor)));
    } catch (error) {
      if (this.#isDisposed) return;
      const failure = toDevSyncError(error);
      this.#show({ state: 'problem', error: failure.toInfo() });
      throw failure;
    }
  }

  async #attach(hub: HubState): Promise<void> {
    await this.#place.take(hub);
    this.#predecessor = undefined;
    this.#supply.remember(hub);
    this.#attached.fire(hub);
    this.#logger.info('Attached to the hub', { url: hub.url, pid: hub.pid });
    // The hub is on all the same; that files are not watched must not look as if it were not.
    await this.#place.watch().catch((cause) => this.#logger.error('The hub did not take what to watch', { cause }));
  }

  async #close(isRestart: boolean): Promise<void> {
    const hub = this.#place.leave() ?? (await this.#findLost());
    if (hub) await endHub(hub, isRestart, this.#logger);
    if (hub && isRestart) this.#predecessor = { hub, reason: 'restarted' };
    if (!isRestart) this.#forget();
    this.#logger.info('The hub was stopped');
    this.#show({ state: 'stopped' });
  }

  /** The hub that this window is about to find again: its stream broke, and it may be well; or another window has started it again. */
  async #findLost(): Promise<HubState | undefined> {
    const lost = this.#predecessor?.hub;
    const hub = lost && (await this.#supply.find(lost));
    // Not one that this window has never been at.
    return hub && logKeyOf(hub) === logKeyOf(lost) ? hub : undefined;
  }

  /** It is a person who wants the next hub: as this window's settings say. */
  #claim(): void {
    if (this.#predecessor) this.#predecessor = { ...this.#predecessor, reason: 'restarted' };
  }

  /** The next hub is a new one of this workspace. */
  #forget(): void {
    this.#predecessor = undefined;
    this.#supply.remember(undefined);
  }

  /** The stream ended and nobody here wanted it to: find the hub again, or start another one. */
  async #recover({ session, end }: LostSession): Promise<void> {
    if (session !== this.#place.session) return;
    this.#place.leave();
    this.#show({ state: end === 'stopped' ? 'stopped' : 'starting' });
    if (end === 'stopped') {
      this.#interrupted.fire({ kind: 'stoppedElsewhere' });
      return this.#forget();
    }
    this.#predecessor = { hub: session.hub, reason: 'lost' };
    this.#logger.warn('The stream of the hub ended', { end, pid: session.hub.pid });
    const failure = await this.#recovery.run(session, end);
    if (!failure) return;
    this.#show({ state: 'problem', error: failure.toInfo() });
    this.#interrupted.fire({ kind: 'gaveUp' });
  }

  /** The hub of before the window reload ended in good order. Somebody who restarts it is given the time to. */
  async #awaitReturn(signal: AbortSignal): Promise<void> {
    const hub = await this.#recovery.successor(signal);
    if (signal.aborted) return;
    if (!hub) return this.#forget();
    await this.#openUnasked(signal, hub).catch((cause) => this.#logger.warn('The hub that came back could not be used', { cause }));
  }

  /** Answers where the window is then. */
  async #openUnasked(signal: AbortSignal, found?: HubState): Promise<HubState | undefined> {
    await this.#enqueue(async () => {
      if (!signal.aborted) await this.#open(found);
    });
    return this.attachedTo;
  }

  #show(status: HubStatus): void {
    if (this.#isDisposed) return;
    this.#status = status;
    this.#statusChanged.fire(status);
  }
}
