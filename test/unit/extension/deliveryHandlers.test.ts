import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveriesRequest, HubClient } from '../../../src/client/hubClient.ts';
import { deliveryHandlers } from '../../../src/extension/deliveryHandlers.ts';

test('of failed webhooks the hub is asked for one more than the panel draws, of an event for all', async () => {
  const asked: (DeliveriesRequest | undefined)[] = [];
  const deliveries: HubClient['deliveries'] = async (wanted) => {
    asked.push(wanted);
    return { success: true, deliveries: [] };
  };
  const handlers = deliveryHandlers(() => ({ deliveries }) as HubClient);
  await handlers.deliveries({ state: 'failed' });
  await handlers.deliveries({ event: 'e1' });
  assert.deepEqual(asked, [
    { state: 'failed', limit: 201 },
    { event: 'e1', limit: 1000 },
  ]);
});
