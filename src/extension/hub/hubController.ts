import { setTimeout as delay } from 'node:timers/promises';
import type { HubClient } from '../../client/hubClient.ts';
import type { HubState } from '../../shared/api.ts';
import type { ConsentAnswer, MicrophoneVerdict } from '../../shared/consent.ts';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError, toDevSyncError } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { type Listening, notListening } from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HubStatus } from '../../shared/panel.ts';
import { l10n } from '../l10n.ts';
import { endHub } from './endHub.ts';
import { HubPlace, type LostSession } from './hubPlace.ts';
import { HubRecovery } from './hubRecovery.ts';
import type { AboutWindow, HubSession, Missed } from './hubSession.ts';
import type { HubSupply } from './hubSupply.ts';
import { assertRotatable, assertRotated, Succession } from './succession.ts';

/** What happened to the stream, beside its events. */
export type Interruption =
  | { readonly kind: 'stopped' | 'gaveUp' | 'stoppedElsewhere' | 'cleared' }
  | { readonly kind: 'missed'; readonly reason: Missed };

/**
 * Brings the hub on, keeps it on, and ends it: the owner of "what is the hub doing?".
 * Everything that changes the answer is a step in one queue, so no two of them ever meet.
 */
export class HubController implements Disposable {
  readonly #supply: HubSupply;
  readonly #logger: Logger;
  readonly #place: HubPlace;
  readonly #recovery: HubRecovery;
  readonly #succession: Succession;
  readonly #statusChanged = new Emitter<HubStatus>();
  readonly #attached = new Emitter<HubState>();
  readonly #interrupted = new Emitter<Interruption>();
  #queue: Promise<unknown> = Promise.resolve();
  #status: HubStatus = { state: 'stopped' };
  #isDisposed = false;

  /** @param wait pauses between tries, which tests shorten */
  constructor(supply: HubSupply, logger: Logger, wait: (ms: number) => Promise<void> = delay) {
    this.#supply = supply;
    this.#logger = logger;
    this.#place = new HubPlace(supply);
    this.#succession = new Succession(supply);
    this.#place.onDidChangeStatus((status) => this.#show(status));
    this.#place.onDidMiss((reason) => this.#interrupted.fire({ kind: 'missed', reason }));
    this.#place.onDidClear(() => this.#interrupted.fire({ kind: 'cleared' }));
    this.#place.onDidLose((lost) => void this.#recover(lost));
    this.onDidChangeStats = this.#place.onDidChangeStats;
    this.onDidReceive = this.#place.onDidReceive;
    this.onDidAsk = this.#place.onDidAsk;
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
  /** The hub wants a person to say whether somebody may listen. */
  readonly onDidAsk: HubPlace['onDidAsk'];
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
      if (remains) this.#succession.follow(remains, 'lost');
      if (hub || remains || mayLaunch) return this.#open(hub);
      this.#show({ state: 'stopped' });
      void this.#awaitReturn(signal);
    });
  }

  /** @throws DevSyncError when the hub cannot be brought on; the status says the same */
  start(): Promise<void> {
    this.#recovery.giveWay();
    return this.#enqueue(() => {
      this.#succession.claim();
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
      this.#succession.claim();
      await this.#open();
    });
  }

  /**
   * Restarts the hub as it is, but with another token: whoever holds the old one is cut off. Other windows find the new one in the
   * state file.
   *
   * @throws DevSyncError as `start` does, `hub-of-terminal`, and when the hub that came is not this one with another token
   */
  rotateToken(): Promise<void> {
    return this.#enqueue(async () => {
      const hub = this.attachedTo ?? this.#succession.predecessor?.hub;
      if (!hub) throw hubIsOff();
      assertRotatable(hub);
      // Not before: when there is nothing to rotate, whoever is looking for the hub goes on.
      this.#recovery.giveWay();
      await this.#close(true);
      const rotated = this.#succession.rotate(this.#succession.predecessor?.hub ?? hub);
      await this.#openAt(() => this.#supply.launch(rotated));
      if (this.attachedTo) assertRotated(hub, this.attachedTo);
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
   * long, and a stop must not wait for it. Resolves with the id of the session.
   *
   * @param deviceId null for the default device of the system
   * @throws DevSyncError of the hub, as `no-microphone`, or `hub-unreachable` when none is on
   */
  async startListening(deviceId: string | null): Promise<string> {
    return this.#session.startListening(deviceId);
  }

  /**
   * Brings the hub what a person answered to its question; after a yes it opens the microphone.
   *
   * @throws DevSyncError of the hub, as `no-microphone` or `unknown-question`, or `hub-unreachable` when none is on
   */
  async answer(question: string, verdict: MicrophoneVerdict): Promise<ConsentAnswer['outcome']> {
    return this.#session.answer(question, verdict);
  }

  /** Tells the hub what is new about this window. One that is not on has to be told after the next `onDidAttach`. @throws DevSyncError */
  async tell(news: AboutWindow): Promise<void> {
    try {
      await this.#place.session?.tell(news);
    } catch (error) {
      // The stream has just ended, and with it all that the hub knew of this window.
      if (toDevSyncError(error).code !== 'unknown-window') throw error;
    }
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
    if (!session) throw hubIsOff();
    return session;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(() => (this.#isDisposed ? undefined : step()));
    this.#queue = run.catch(() => {});
    return run;
  }

  async #open(found?: HubState): Promise<void> {
    const { predecessor } = this.#succession;
    await this.#openAt(async () => found ?? (await this.#supply.find(predecessor?.hub)) ?? (await this.#supply.launch(predecessor)));
  }

  async #openAt(choose: () => Promise<HubState>): Promise<void> {
    if (this.attachedTo) return;
    this.#show({ state: 'starting' });
    try {
      await this.#attach(await choose());
    } catch (error) {
      if (this.#isDisposed) return;
      const failure = toDevSyncError(error);
      this.#show({ state: 'problem', error: failure.toInfo() });
      throw failure;
    }
  }

  async #attach(hub: HubState): Promise<void> {
    await this.#place.take(hub);
    this.#succession.end(hub);
    this.#attached.fire(hub);
    this.#logger.info('Attached to the hub', { url: hub.url, pid: hub.pid });
    // The hub is on all the same; that files are not watched must not look as if it were not.
    await this.#place.watch().catch((cause) => this.#logger.error('The hub did not take what to watch', { cause }));
  }

  async #close(isRestart: boolean): Promise<void> {
    const hub = this.#place.leave() ?? (await this.#succession.findLost());
    if (hub) await endHub(hub, isRestart, this.#logger);
    if (hub && isRestart) this.#succession.follow(hub, 'restarted');
    if (!isRestart) this.#succession.forget();
    this.#logger.info('The hub was stopped');
    this.#show({ state: 'stopped' });
    if (hub && !isRestart) this.#interrupted.fire({ kind: 'stopped' });
  }

  /** The stream ended and nobody here wanted it to: find the hub again, or start another one. */
  async #recover({ session, end }: LostSession): Promise<void> {
    if (session !== this.#place.session) return;
    this.#place.leave();
    this.#show({ state: end === 'stopped' ? 'stopped' : 'starting' });
    if (end === 'stopped') {
      this.#interrupted.fire({ kind: 'stoppedElsewhere' });
      return this.#succession.forget();
    }
    this.#succession.follow(session.hub, 'lost');
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
    if (!hub) return this.#succession.forget();
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

function hubIsOff(): DevSyncError {
  return new DevSyncError('hub-unreachable', { message: l10n.t('The hub is not on.') });
}
