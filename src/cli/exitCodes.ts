import type { DevSyncError } from '../shared/errors.ts';

/** What a script can tell from the exit status. */
export const exitCodes = { done: 0, failed: 1, usage: 2, 'no hub': 3 } as const;

export function exitCodeOf(error: DevSyncError): number {
  return error.code === 'hub-unreachable' || error.code === 'hub-not-proven' ? exitCodes['no hub'] : exitCodes.failed;
}
