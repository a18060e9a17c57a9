import type { DevSyncError, ErrorCode } from '../shared/errors.ts';
import { UsageMistake } from './usageMistake.ts';

/** What a script can tell from the exit status. */
export const exitCodes = { done: 0, failed: 1, usage: 2, 'no hub': 3, 'timed out': 4 } as const;

const codes: { readonly [code in ErrorCode]?: number } = {
  'hub-unreachable': exitCodes['no hub'],
  'hub-not-proven': exitCodes['no hub'],
  'target-invalid': exitCodes.usage,
  'target-not-allowed': exitCodes.usage,
  'target-is-hub': exitCodes.usage,
};

export function exitCodeOf(failure: DevSyncError): number {
  return failure instanceof UsageMistake ? exitCodes.usage : (codes[failure.code] ?? exitCodes.failed);
}
