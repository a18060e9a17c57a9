/** The header that names the hubs that an event has passed: ids, separated by commas. */
export const HOP_HEADER = 'Dev-Sync-Hop';

/** Two hubs that send to each other come to two. So many are a circle whose hubs change their names. */
const MAX_HOPS = 8;
const MAX_CHARACTERS = 500;

export type Hops = {
  /** The event has been here, or goes round somewhere: it goes no further. */
  readonly isLoop: boolean;
  /** `EventDraft.hops` */
  readonly hops?: string;
};

export function readHops(header: string | undefined, hubId: string): Hops {
  if (!header) return { isLoop: false };
  const passed = header.split(',').map((id) => id.trim());
  const isLoop = passed.includes(hubId) || passed.length >= MAX_HOPS || header.length > MAX_CHARACTERS;
  return { isLoop, hops: passed.join(', ') };
}
