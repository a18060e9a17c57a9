import type { StampedDraft } from '../../../../src/server/log/record.ts';
import { START_OF_2024 } from '../../../support/logs.ts';

/** An event as the hub hands it to the log. */
export function draft({
  type = 'a.b',
  source = null,
  size = 0,
  at = START_OF_2024,
}: {
  type?: string;
  source?: string | null;
  size?: number;
  at?: number;
} = {}): StampedDraft {
  return { type, source, data: size > 0 ? { text: 'x'.repeat(size) } : {}, timestamp: new Date(at).toISOString() };
}

export const everything = { matchesType: () => true, limit: 1000 } as const;
