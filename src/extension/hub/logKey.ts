import type { HubState } from '../../shared/api.ts';

/** Which log a hub has: that of its folder, or the one in its own memory, which has no better name than the address. */
export function logKeyOf({ dataDir, url }: Pick<HubState, 'dataDir' | 'url'>): string {
  return dataDir ?? url;
}
