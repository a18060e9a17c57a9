import { setTimeout as sleep } from 'node:timers/promises';
import { followEvents, type StreamMessage } from '../client/eventStream.ts';
import type { HubAddress } from '../client/hubClient.ts';
import { RETRY_MS, type StreamGap } from '../shared/api.ts';
import { DevSyncError, type ErrorCode, toDevSyncError } from '../shared/errors.ts';
import { type HubEvent, isReservedType } from '../shared/events.ts';
import { parseExactJson } from '../shared/jsonText.ts';
import { findAgain } from './findAddress.ts';
import { gapWords } from './gapWords.ts';

export type FollowHubOptions = {
  readonly address: HubAddress;
  /** Id of an event that is known already, or `earliest`; without it, events count from now on. */
  readonly since: string | undefined;
  /** Hears of every event in order, each that is kept once. Gauges, which are not, come as they are. */
  readonly onEvent: (event: HubEvent) => void;
  /** Awaited behind some events: nothing more is read before. */
  readonly onPiece: () => Promise<void>;
  /** Hears what else there is to say. */
  readonly onWords: (words: string) => void;
  readonly signal: AbortSignal;
};

/** Some half a minute later, what answers without a proof is another program. */
const PROOF_TRIES = 30;
/** A hub that fails like this may be back soon. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['hub-unreachable', 'shutting-down', 'too-many-streams']);

/**
 * Follows the events of a hub until `signal` fires. When the hub goes, it waits for it to come back and goes on where it was.
 *
 * @throws DevSyncError when there is no hub to begin with, `unknown-id` when its log does not know `since`, or when it refuses for good
 */
export async function followHub(options: FollowHubOptions): Promise<void> {
  const { onWords, signal } = options;
  const visit = new Visit(options);
  for (let { address } = options; !signal.aborted; address = await findIfThere(address, signal)) {
    const failure = await visit.follow(address);
    if (signal.aborted) return;
    if (failure && !(visit.hasBegun && passing.has(failure.code))) throw failure;
    if (visit.isConnected) onWords(`The connection to the hub at ${address.url} ended. Waiting for it to come back; Ctrl-C ends this.`);
    visit.isConnected = false;
    await pause(signal);
  }
}

/** A hub that has just begun proves itself a moment after its port is open; until then it is not sent the token. */
async function findIfThere(address: HubAddress, signal: AbortSignal): Promise<HubAddress> {
  for (let tries = 1; !signal.aborted; tries++) {
    try {
      return await findAgain(address);
    } catch (error) {
      const { code } = toDevSyncError(error);
      if (code === 'hub-unreachable') break;
      if (code !== 'hub-not-proven' || tries === PROOF_TRIES) throw error;
    }
    await pause(signal);
  }
  return address;
}

/** Ends early when the signal fires, which is left to the loops to see. */
async function pause(signal: AbortSignal): Promise<void> {
  await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
}

/** One reader at a hub, over all its connections. */
class Visit {
  readonly #options: FollowHubOptions;
  #position: string | undefined;
  #isFirst = true;
  hasBegun = false;
  isConnected = false;

  constructor(options: FollowHubOptions) {
    this.#options = options;
    this.#position = options.since;
  }

  /** Follows one stream to its end. Resolves with what broke it. */
  async follow(address: HubAddress): Promise<DevSyncError | undefined> {
    const { onPiece, signal } = this.#options;
    const refusal = new AbortController();
    const stream = followEvents({
      ...address,
      client: 'tail',
      ...(this.#position !== undefined && { lastEventId: this.#position }),
      parse: parseExactJson,
      onMessage: (message) => this.#receive(message, refusal),
      onPiece,
      signal: AbortSignal.any([signal, refusal.signal]),
    });
    const failure = await stream.then(() => undefined, toDevSyncError);
    this.#isFirst = false;
    return refusal.signal.aborted ? new DevSyncError('unknown-id') : failure;
  }

  #receive({ data, position }: StreamMessage, refusal: AbortController): void {
    if (refusal.signal.aborted) return;
    const { onEvent, onWords } = this.#options;
    const gap = data.type === 'stream.gap' ? (data.data as StreamGap) : undefined;
    if (gap?.reason === 'unknown_id' && this.#isFirst) {
      refusal.abort();
      return;
    }
    if (this.hasBegun && !this.isConnected) onWords('Connected again.');
    this.isConnected = true;
    this.hasBegun = true;
    this.#position = position ?? this.#position;
    if (gap) onWords(gapWords(gap));
    // A gauge comes without an id.
    if (!isReservedType(data.type)) onEvent({ id: null, ...data } as unknown as HubEvent);
  }
}
