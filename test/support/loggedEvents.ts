import { createHubClient, type HubAddress } from '../../src/client/hubClient.ts';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { parseExactJson } from '../../src/shared/jsonText.ts';

/** All that the log of a hub keeps, the oldest first. Numbers keep their digits. */
export async function loggedEvents(address: HubAddress): Promise<readonly LoggedEvent[]> {
  const hub = createHubClient(address, parseExactJson);
  const events: LoggedEvent[] = [];
  for (let after: string | null = 'earliest'; after !== null; ) {
    const page: Awaited<ReturnType<typeof hub.history>> = await hub.history({ after, limit: 1000 });
    events.push(...page.events);
    after = page.next;
  }
  return events;
}
