import { followEvents, type StreamMessage } from '../../client/eventStream.ts';
import { createHubClient, type HubClient } from '../../client/hubClient.ts';
import { readMessage } from '../../client/hubMessage.ts';
import type { HubState, StreamGap, StreamStatus, WatchRequest, WindowBody } from '../../shared/api.ts';
import type { ConsentAnswer, MicrophoneQuestion, MicrophoneVerdict } from '../../shared/consent.ts';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { HubEvent } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Stats } from '../../shared/webhooks.ts';

/** Why the stream of a window is over: the hub was stopped, another one follows, or the stream broke. */
export type SessionEnd = 'stopped' | 'restarting' | 'broken';

/** Why events cannot be replayed. */
export type Missed = StreamGap['reason'];

/** What a window says about itself; what is absent stays as it was. */
export type AboutWindow = Omit<WindowBody, 'window'>;

export type HubSessionOptions = {
  readonly hub: HubState;
  /** Position after which events are wanted. */
  readonly position: string;
  /** Id of this window, the same for all its sessions: what it started goes on when only its stream broke. */
  readonly windowId: string;
};

/** How long a hub that has proven itself may take to open the stream. */
const ATTACH_TIMEOUT_MS = 5000;

/** This window's place at one hub: an open stream, which brings the events and keeps the hub alive. */
export class HubSession implements Disposable {
  readonly hub: HubState;
  readonly client: HubClient;
  readonly #windowId: string;
  readonly #abort = new AbortController();
  readonly #received = new Emitter<HubEvent>();
  readonly #gap = new Emitter<Missed>();
  readonly #cleared = new Emitter<void>();
  readonly #status = new Emitter<StreamStatus>();
  readonly #stats = new Emitter<Stats>();
  readonly #asked = new Emitter<MicrophoneQuestion>();
  readonly #ended = new Emitter<SessionEnd>();
  #position: string;
  /** None after `dispose`. */
  #end: SessionEnd | undefined = 'broken';
  #hasReceived = false;

  constructor({ hub, position, windowId }: HubSessionOptions) {
    this.hub = hub;
    this.#windowId = windowId;
    this.client = createHubClient(hub);
    this.#position = position;
  }

  readonly onDidReceive = this.#received.event;
  /** Events that are not kept any more; the value is the reason. */
  readonly onDidMiss = this.#gap.event;
  /** Somebody has deleted the log. */
  readonly onDidClear = this.#cleared.event;
  readonly onDidChangeStatus = this.#status.event;
  readonly onDidChangeStats = this.#stats.event;
  /** The hub wants a person to say whether somebody may listen. */
  readonly onDidAsk = this.#asked.event;
  /** After a successful `attach`, once, and not after `dispose`. */
  readonly onDidEnd = this.#ended.event;

  /** Whether the stream has brought anything that was sent to it. */
  get hasReceived(): boolean {
    return this.#hasReceived;
  }

  /** Where a later session resumes. */
  get position(): string {
    return this.#position;
  }

  /**
   * Opens the stream. Resolves when the hub has taken this window in.
   *
   * @throws DevSyncError when it does not, or not in time, and `unknown-id` when its log does not know the position;
   *   the session is of no use then
   */
  async attach(): Promise<void> {
    const attached = Promise.withResolvers<void>();
    const timer = setTimeout(() => attached.reject(new DevSyncError('hub-unreachable')), ATTACH_TIMEOUT_MS);
    const { url, token } = this.hub;
    const stream = followEvents({
      url,
      token,
      client: 'window',
      window: this.#windowId,
      lastEventId: this.#position,
      onMessage: (message) => this.#receive(message, attached),
      signal: this.#abort.signal,
    });
    const ended = stream.then(() => attached.reject(new DevSyncError('hub-unreachable')), attached.reject);
    try {
      await attached.promise;
    } catch (error) {
      this.dispose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    void ended.then(() => {
      if (this.#end) this.#ended.fire(this.#end);
    });
  }

  /** Tells the hub what this window wants watched. */
  async watch(request: WatchRequest): Promise<void> {
    await this.client.watch({ window: this.#windowId, ...request });
  }

  /** Tells the hub what is new about this window. */
  async tell(news: AboutWindow): Promise<void> {
    await this.client.showWindow({ window: this.#windowId, ...news });
  }

  /**
   * Brings the hub what a person answered to its question.
   *
   * @throws DevSyncError of the hub, as `no-microphone` after a yes, or `unknown-question`
   */
  async answer(question: string, verdict: MicrophoneVerdict): Promise<ConsentAnswer['outcome']> {
    return (await this.client.consent({ window: this.#windowId, question, verdict })).outcome;
  }

  /**
   * Switches the microphone of the hub on until somebody stops it, or until this window is gone. Resolves with the id of the session.
   *
   * @param deviceId null for the default device of the system
   * @throws DevSyncError of the hub, as `no-microphone`
   */
  async startListening(deviceId: string | null): Promise<string> {
    return (await this.client.startListening({ deviceId, window: this.#windowId })).sessionId;
  }

  dispose(): void {
    this.#end = undefined;
    this.#abort.abort();
  }

  #receive(raw: StreamMessage, attached: PromiseWithResolvers<void>): void {
    // What was under way when the session was disposed belongs to nobody.
    if (this.#abort.signal.aborted) return;
    const message = readMessage(raw);
    const missed = message.kind === 'missed' ? message.reason : undefined;
    if (missed === 'unknown_id') {
      // All that the log has would follow, also what this window has heard already.
      attached.reject(new DevSyncError('unknown-id'));
      this.#abort.abort();
      return;
    }
    this.#position = raw.position ?? this.#position;
    if (missed) this.#gap.fire(missed);
    else if (message.kind === 'event') this.#deliver(message.event);
    else if (message.kind === 'status') {
      this.#status.fire(message.status);
      // It comes when the hub has taken the window in, after what it has to say about the position.
      attached.resolve();
    } else if (message.kind === 'stats') this.#stats.fire(message.stats);
    else if (message.kind === 'question') this.#asked.fire(message.question);
    else if (message.kind === 'cleared') this.#cleared.fire();
    else if (message.kind === 'closing') this.#end = message.isRestart ? 'restarting' : 'stopped';
  }

  #deliver(event: HubEvent): void {
    this.#hasReceived = true;
    this.#received.fire(event);
  }
}
