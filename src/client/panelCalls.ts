import { limits } from '../shared/api.ts';
import type { JsonObject } from '../shared/json.ts';
import { parseExactJson } from '../shared/jsonText.ts';
import type { HostApi } from '../shared/panel.ts';
import type { Handlers } from '../shared/rpc.ts';
import type { HubClient } from './hubClient.ts';

/** One more than the panel draws, which is how it knows that there are more. */
const FAILED_PAGE = 201;

type HubCall = 'deliveries' | 'deliveriesOf' | 'retryDelivery' | 'retryFailed' | 'discardDelivery' | 'raw' | 'postOf' | 'send';

/** What the hub itself does for a panel, wherever that is; it also says why it does not. */
export function panelCalls(client: () => HubClient): Pick<Handlers<HostApi>, HubCall> {
  return {
    deliveries: async (wanted) => {
      const limit = 'state' in wanted ? FAILED_PAGE : limits.historyPage;
      return (await client().deliveries({ ...wanted, limit })).deliveries;
    },
    deliveriesOf: async (events) =>
      events.length === 0 ? [] : (await client().deliveries({ event: events.join(','), limit: limits.historyPage })).deliveries,
    retryDelivery: (id) => client().retryDelivery(id),
    retryFailed: async () => (await client().retryFailed()).retried,
    discardDelivery: (id) => client().discardDelivery(id),
    raw: (id) => client().historyEvent(id),
    postOf: (id) => client().postOf(id),
    send: async ({ type, data, source }) => {
      const exact = parseExactJson(data) as JsonObject;
      return (await client().send({ event_type: type, data: exact, ...(source !== null && { source }) })).id;
    },
  };
}
