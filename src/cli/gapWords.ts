import type { StreamGap } from '../shared/api.ts';

const words: Readonly<Record<StreamGap['reason'], string>> = {
  retention: 'Events are left out: the log did not keep them before they were read here.',
  cleared: 'Events are left out: they were deleted before they were read here.',
  unknown_id: 'The hub has another log now: what came last in the one before may be left out.',
};

/** What a reader is told in place of events that it has missed. */
export function gapWords({ reason }: Pick<StreamGap, 'reason'>): string {
  return words[reason];
}
