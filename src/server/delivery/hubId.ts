import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/eventLog.ts';

const NOTE = 'hub:id';

/**
 * What this hub is called in `Dev-Sync-Hop`. It is kept with the log, so that an event that waits somewhere in a ring of hubs while this one
 * is started again is still known when it comes back.
 */
export function hubIdOf(log: Pick<EventLog, 'notes' | 'changeNotes'>): string {
  const [known] = log.notes(NOTE);
  if (known) return known.value;
  const id = randomUUID();
  log.changeNotes([{ key: NOTE, value: id }]);
  return id;
}
