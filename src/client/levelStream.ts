import { routes } from '../shared/api.ts';
import type { MeterFrame } from '../shared/listening.ts';
import type { HubAddress } from './hubClient.ts';
import { followSse } from './sseStream.ts';

export type LevelStreamOptions = HubAddress & {
  readonly onFrame: (frame: MeterFrame) => void;
  readonly signal: AbortSignal;
};

/**
 * Follows the levels of the hub's own microphone, 50 frames a second while it listens and none while it does not. There is
 * nothing to resume: each frame says it all. Resolves when the hub closed the stream or `signal` fired.
 *
 * @throws DevSyncError when the hub refuses or cannot be reached
 */
export function followLevels({ onFrame, ...address }: LevelStreamOptions): Promise<void> {
  return followSse({ ...address, path: routes.listenLevels, onData: (data) => onFrame(data as MeterFrame) });
}
