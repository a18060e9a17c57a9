import type { StampedDraft } from '../../../../src/server/log/record.ts';

/** An event as the hub hands it to the log. */
export function draft({
  type = 'a.b',
  source = null,
  size = 0,
}: {
  type?: string;
  source?: string | null;
  size?: number;
} = {}): StampedDraft {
  return { type, source, data: size > 0 ? { text: 'x'.repeat(size) } : {}, timestamp: '2024-01-01T00:00:00.000Z' };
}

export const everything = { matchesType: () => true, limit: 1000 } as const;
