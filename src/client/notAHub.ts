import { DevSyncError } from '../shared/errors.ts';

/** For answers that no hub gives. */
export function notAHub(url: string, cause?: unknown): DevSyncError {
  return new DevSyncError('hub-unreachable', {
    message: `What answers at ${new URL(url).origin} is not a Dev Sync hub.`,
    next: 'Give the address of a hub (--url, $DEV_SYNC_URL), or stop that program.',
    cause,
  });
}
