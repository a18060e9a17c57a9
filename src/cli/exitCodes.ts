import type { DevSyncError, ErrorCode } from '../shared/errors.ts';

/** What a script can tell from the exit status. */
export const exitCodes = { done: 0, failed: 1, usage: 2, 'no hub': 3 } as const;

const codes: { readonly [code in ErrorCode]?: number } = {
  'hub-unreachable': exitCodes['no hub'],
  'hub-not-proven': exitCodes['no hub'],
  'target-invalid': exitCodes.usage,
  'target-not-allowed': exitCodes.usage,
  'target-is-hub': exitCodes.usage,
};

export function exitCodeOf({ code }: DevSyncError): number {
  return codes[code] ?? exitCodes.failed;
}
