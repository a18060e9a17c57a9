import { followEvents } from '../../../src/client/eventStream.ts';
import type { HubAddress } from '../../../src/client/hubClient.ts';
import { type HubMessage, readMessage } from '../../../src/client/hubMessage.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';

/** Why a stream is over: the hub was stopped, another one follows at once, or the stream broke. */
export type VisitEnd = 'stopped' | 'restarting' | 'broken';

export type VisitOptions = HubAddress & {
  /** Position after which events are wanted. */
  readonly position: string;
  readonly onMessage: (message: HubMessage, position: string | undefined) => void;
  /** Nothing is heard after it has fired. */
  readonly signal: AbortSignal;
};

/** How long the hub may take. A browser holds back the seventh connection to one place for as long as the six before it last. */
const ATTACH_TIMEOUT_MS = 5000;

/**
 * Follows the stream of a panel until it ends.
 *
 * @throws DevSyncError when the hub refuses, cannot be reached, or does not take the page in
 */
export async function visitHub({ onMessage, signal, position, ...address }: VisitOptions): Promise<VisitEnd> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ATTACH_TIMEOUT_MS);
  let end: VisitEnd = 'broken';
  const take = (message: HubMessage, at: string | undefined): void => {
    // One piece of the stream may hold many messages.
    if (signal.aborted) return;
    // It comes when the hub has taken the page in.
    if (message.kind === 'status') clearTimeout(timer);
    if (message.kind === 'closing') end = message.isRestart ? 'restarting' : 'stopped';
    onMessage(message, at);
  };
  try {
    await followEvents({
      ...address,
      client: 'panel',
      lastEventId: position,
      onMessage: (message) => take(readMessage(message), message.position),
      signal: AbortSignal.any([signal, late.signal]),
    });
  } catch (error) {
    // Whoever ends it on the way in knows why.
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  if (late.signal.aborted) throw new DevSyncError('hub-unreachable');
  return end;
}
