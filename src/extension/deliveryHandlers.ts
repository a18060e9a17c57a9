import type { HubClient } from '../client/hubClient.ts';
import { limits } from '../shared/api.ts';
import type { HostApi } from '../shared/panel.ts';
import type { Handlers } from '../shared/rpc.ts';

/** One more than the panel draws, which is how it knows that there are more. */
const FAILED_PAGE = 201;

type DeliveryHandlers = Pick<Handlers<HostApi>, 'deliveries' | 'retryDelivery' | 'retryFailed' | 'discardDelivery'>;

/** What a person does about webhooks: the hub does it, and says why it does not. */
export function deliveryHandlers(client: () => HubClient): DeliveryHandlers {
  return {
    deliveries: async (wanted) => {
      const limit = 'state' in wanted ? FAILED_PAGE : limits.historyPage;
      return (await client().deliveries({ ...wanted, limit })).deliveries;
    },
    retryDelivery: (id) => client().retryDelivery(id),
    retryFailed: async () => (await client().retryFailed()).retried,
    discardDelivery: (id) => client().discardDelivery(id),
  };
}
