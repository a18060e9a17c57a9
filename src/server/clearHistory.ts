import type { Deliveries } from './delivery/deliveries.ts';
import type { EventLog } from './log/eventLog.ts';
import type { Posts } from './posts/posts.ts';
import type { Audience } from './stream/audience.ts';
import type { Fanout } from './stream/fanout.ts';

export type ClearHistoryOptions = {
  readonly log: Pick<EventLog, 'clear'>;
  readonly deliveries: Pick<Deliveries, 'clear'>;
  readonly posts: Pick<Posts, 'clear'>;
  readonly fanout: Pick<Fanout, 'flush'>;
  readonly audience: Pick<Audience, 'showCleared'>;
};

/**
 * Forgets all events and what else is known of them, and tells whoever shows them. Answers how many they were.
 *
 * @throws DevSyncError as `EventLog.clear`
 */
export async function clearHistory({ log, deliveries, posts, fanout, audience }: ClearHistoryOptions): Promise<number> {
  const deleted = await log.clear(() => {
    deliveries.clear();
    posts.clear();
  });
  // What was deleted must not arrive behind the word of it.
  fanout.flush();
  audience.showCleared(deleted);
  return deleted;
}
