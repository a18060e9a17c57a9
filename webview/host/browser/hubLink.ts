import { type HubAddress as Caller, createHubClient, type HubClient } from '../../../src/client/hubClient.ts';
import type { HubMessage } from '../../../src/client/hubMessage.ts';
import { newestEvents } from '../../../src/client/newestEvents.ts';
import type { HubAddress, StreamStatus } from '../../../src/shared/api.ts';
import { Bundle } from '../../../src/shared/bundle.ts';
import { DevSyncError, toDevSyncError } from '../../../src/shared/errors.ts';
import type { HubEvent } from '../../../src/shared/events.ts';
import { HeldPages } from '../../../src/shared/heldPages.ts';
import type { HubStatus, OlderEvents, PanelSnapshot, Seam, ViewApi } from '../../../src/shared/panel.ts';
import type { Handlers } from '../../../src/shared/rpc.ts';
import { clearedSeam, heldSeam, missedSeam, restartSeam, stoppedSeam } from '../../../src/shared/seams.ts';
import type { Stats } from '../../../src/shared/webhooks.ts';
import { t } from '../../l10n.ts';
import { nextDelay } from './backoff.ts';
import { HubProof } from './hubProof.ts';
import { type VisitEnd, visitHub } from './hubVisit.ts';
import type { PageStore } from './pageStore.ts';
import type { Sight } from './sight.ts';
import type { TokenKeeper } from './tokenKeeper.ts';
import { DROPPED, GOES_ON, UNLOCK } from './words.ts';

/** What a view that begins anew gets from the hub. */
export type LinkContent = Pick<PanelSnapshot, 'status' | 'events' | 'older' | 'start' | 'seams' | 'stats'>;

export type HubLinkOptions = {
  /** Where the page came from. */
  readonly url: string;
  readonly keeper: Pick<TokenKeeper, 'current' | 'drop'>;
  readonly sight: Pick<Sight, 'away' | 'back'>;
  readonly store: Pick<PageStore, 'start' | 'restarts' | 'seams' | 'noteStart' | 'keepSeam' | 'forgetLog'>;
  readonly view: Pick<Handlers<ViewApi>, 'onEvents' | 'onSeam' | 'onStatus' | 'onStats'>;
  /** What was shown is out of date. */
  readonly onReload: (content: LinkContent) => void;
  /** The hub wants a token, or another one. */
  readonly onLocked: (reason: string) => void;
};

/** The place of the page at its hub: comes back after every interruption, exactly where it was. */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #bundle: Bundle<HubEvent>;
  readonly #held = new HeldPages();
  readonly #proof: HubProof;
  #life = new AbortController();
  /** Ends the stream, because all has to be read anew. */
  #visit = new AbortController();
  #hub: HubAddress;
  #address: Caller;
  #status: HubStatus = { state: 'starting' };
  #stats: Stats | null = null;
  /** Where the stream goes on; undefined when all has to be read anew. */
  #position: string | undefined;
  /** The line above what the next reload brings, though no rows are above it. */
  #headline: Seam | undefined;
  #lastRowAt: string | undefined;
  #attempt = 0;
  #wake = (): void => {};

  constructor(options: HubLinkOptions) {
    this.#options = options;
    this.#hub = { url: options.url };
    this.#address = { url: options.url };
    this.#proof = new HubProof(options.url, options.keeper);
    this.#bundle = new Bundle((events) => options.view.onEvents(events));
  }

  /** Requests with the present token, once the hub has proven that it knows it. */
  get client(): HubClient {
    return this.clientFor(JSON.parse);
  }

  /** @param parse reads the answers */
  clientFor(parse: (text: string) => unknown): HubClient {
    return this.#proof.guard((token) => createHubClient(this.#addressWith(token), parse));
  }

  /** What the stream was opened with: for as long as the status is `on`. */
  get address(): Caller {
    return this.#address;
  }

  /** Reads what there is, and follows what comes. Without a hub there is nothing to show, but a status that says why. */
  async open(): Promise<LinkContent> {
    this.close();
    const life = new AbortController();
    this.#life = life;
    this.#position = undefined;
    const newest = await this.#load().catch((error: unknown) => this.#fail(error, life.signal));
    void this.#stay(life.signal, newest === undefined);
    return this.#content(newest ?? { events: [], older: null });
  }

  close(): void {
    this.#life.abort();
    this.#wake();
    this.#bundle.drop();
  }

  /** Tries now what would be tried later, with the token of now. */
  reconnect(): void {
    if (this.#status.state !== 'problem') {
      this.#show(this.#status);
      return;
    }
    this.#attempt = 0;
    this.#show({ state: 'starting' });
    this.#wake();
  }

  /** Nobody wants to read on that the token is gone. */
  goOnWithoutToken(): void {
    this.#proof.acceptDrop();
    this.#show(this.#status);
  }

  async #stay(life: AbortSignal, hasFailed: boolean): Promise<void> {
    let isLater = hasFailed;
    while (!life.aborted) {
      if (isLater) await this.#rest();
      await this.#options.sight.back();
      isLater = (await this.#follow(life).catch((error: unknown) => this.#fail(error, life))) !== 'at once';
    }
  }

  /** Resolves with `at once` when the hub is well: all has to be read anew, or nobody was looking. */
  async #follow(life: AbortSignal): Promise<'at once' | undefined> {
    if (life.aborted) return undefined;
    if (this.#position === undefined) await this.#reload();
    await this.#meet();
    this.#address = this.#addressWith(await this.#proof.require());
    this.#visit = new AbortController();
    const { away } = this.#options.sight;
    const signal = AbortSignal.any([life, this.#visit.signal, away]);
    const onMessage = (message: HubMessage, position: string | undefined) => this.#take(message, position);
    const end = await visitHub({ ...this.#address, position: this.#position ?? 'earliest', onMessage, signal });
    this.#proof.forget();
    if (this.#position === undefined) return 'at once';
    if (!life.aborted) this.#leave(away.aborted ? 'away' : end);
    return away.aborted ? 'at once' : undefined;
  }

  async #reload(): Promise<void> {
    this.#options.onReload(this.#content(await this.#load()));
    this.#headline = undefined;
  }

  async #load(): Promise<OlderEvents> {
    const { position, ...newest } = await newestEvents(this.client, this.#options.store.start);
    this.#bundle.drop();
    this.#position = position;
    this.#lastRowAt = newest.events.at(-1)?.timestamp;
    return newest;
  }

  /** Learns what the hub says to anybody. One that wants its token for everything tells strangers nothing else. */
  async #meet(): Promise<void> {
    const { url }: { readonly url?: string } = await this.client.health();
    this.#hub = { url: url ?? this.#options.url, requiresToken: url === undefined };
  }

  #content(newest: OlderEvents): LinkContent {
    const { start, restarts, seams: kept } = this.#options.store;
    const seams = [...restarts.map((at) => restartSeam(at, new Date(), t)), ...kept].filter(({ at }) => isBelow(newest, at));
    return { ...newest, status: this.#shown, start, seams: this.#headline ? [this.#headline, ...seams] : seams, stats: this.#stats };
  }

  #take(message: HubMessage, position: string | undefined): void {
    // Nobody can tell what came after a position that the log does not know: it is another log.
    const isOther = message.kind === 'missed' && message.reason === 'unknown_id';
    if (isOther || message.kind === 'cleared') {
      this.#readAnew(isOther ? undefined : clearedSeam(new Date(), t));
      return;
    }
    this.#position = position ?? this.#position;
    this.#tell(message);
  }

  #tell(message: HubMessage): void {
    if (message.kind === 'event') this.#push(message.event);
    else if (message.kind === 'missed') this.#keep(missedSeam(new Date(), this.#lastRowAt, t));
    else if (message.kind === 'status') this.#showHub(message.status);
    else if (message.kind === 'stats') this.#showStats(message.stats);
    // How it closes shows when it has closed, and questions are for windows.
  }

  #push(event: HubEvent): void {
    if (event.id !== null) this.#lastRowAt = event.timestamp;
    this.#bundle.push(event);
  }

  #readAnew(headline?: Seam): void {
    this.#position = undefined;
    this.#headline = headline;
    this.#options.store.forgetLog();
    this.#visit.abort();
  }

  #showHub(status: StreamStatus): void {
    this.#attempt = 0;
    this.#proof.hold();
    this.#show({ state: 'on', ...this.#hub, ...status });
    for (const sentence of this.#held.begunIn(this.#status)) this.#keep(heldSeam(sentence, new Date()));
  }

  #showStats(stats: Stats | null): void {
    this.#stats = stats;
    if (stats && this.#options.store.noteStart(stats.since)) this.#mark(restartSeam(stats.since, new Date(), t));
    this.#options.view.onStats(stats);
  }

  /** The same, and again after a reload of the page. That of a restart is made anew then. */
  #keep(seam: Seam): void {
    if (this.#lastRowAt !== undefined) this.#options.store.keepSeam(seam);
    this.#mark(seam);
  }

  /** A line behind all that came before it. Without rows above it the line says nothing. */
  #mark(seam: Seam): void {
    if (this.#lastRowAt === undefined) return;
    this.#bundle.flush();
    this.#options.view.onSeam(seam);
  }

  #leave(end: VisitEnd | 'away'): void {
    if (end !== 'away') this.#showStats(null);
    if (end === 'stopped') {
      this.#keep(stoppedSeam(new Date(), t));
      this.#show(problemOf(new DevSyncError('hub-unreachable', { message: t('The hub was stopped.'), next: GOES_ON })));
    } else this.#show({ state: 'starting' });
  }

  #fail(cause: unknown, life: AbortSignal): void {
    this.#proof.forget();
    if (life.aborted) return;
    const error = toDevSyncError(cause);
    const shown = this.#status.state === 'problem' ? this.#status.error.code : undefined;
    if (this.#stats) this.#showStats(null);
    const { code, message } = error;
    if (code === 'token-required') this.#show(problemOf(new DevSyncError(code, { message, next: UNLOCK })));
    else this.#show(problemOf(code === 'hub-unreachable' ? new DevSyncError(code, { message, next: GOES_ON }) : error));
    // A hub that is not proven is asked again and again, a person once.
    const isLocked = code === 'token-required' || (code === 'hub-not-proven' && shown !== code);
    if (isLocked) this.#options.onLocked(code === 'token-required' ? t('Every request to this hub needs its token.') : message);
  }

  /** Waits for the next try. A hub that wants a token waits for a person. */
  #rest(): Promise<void> {
    const isLocked = this.#status.state === 'problem' && this.#status.error.code === 'token-required';
    return new Promise((resolve) => {
      const timer = isLocked ? undefined : setTimeout(resolve, nextDelay(this.#attempt++, Math.random()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #show(status: HubStatus): void {
    this.#status = status;
    this.#options.view.onStatus(this.#shown);
  }

  /** What the hub is, and what the page cannot do there any more. */
  get #shown(): HubStatus {
    const status = this.#status;
    return status.state === 'on' && this.#proof.isDropped ? { ...status, problems: [DROPPED, ...status.problems] } : status;
  }

  #addressWith(token: string | undefined): Caller {
    return { url: this.#options.url, ...(token !== undefined && { token }) };
  }
}

/** Whether rows are above what happened at that time. */
function isBelow({ events: [first], older }: OlderEvents, at: string): boolean {
  return older !== null || (first !== undefined && first.timestamp <= at);
}

function problemOf(error: DevSyncError): HubStatus {
  return { state: 'problem', error: error.toInfo() };
}
