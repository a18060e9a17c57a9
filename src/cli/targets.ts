import { createHubClient } from '../client/hubClient.ts';
import type { Delivery, DeliveryState, TargetState, TargetStats } from '../shared/webhooks.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData, writeWords } from './output.ts';
import { table } from './table.ts';

export type TargetsOptions = AddressOptions & { readonly json?: boolean };
export type DeliveriesOptions = TargetsOptions & { readonly state?: DeliveryState; readonly event?: string; readonly limit: number };

const stateWords: Readonly<Record<TargetState, string>> = {
  closed: 'up',
  open: 'down',
  'half-open': 'down, trying again',
  'no-receiver': 'no receiver',
};

/** `dev-sync targets`: where webhooks go, and how that works. */
export async function showTargets({ json, ...address }: TargetsOptions): Promise<void> {
  const { targets } = await createHubClient(await findAddress(address)).stats();
  if (json) return writeData(JSON.stringify(targets));
  if (targets.length === 0) return writeWords('Webhooks go nowhere.');
  for (const line of table([['TARGET', 'STATE', 'DELIVERED', 'FAILED', 'WAITING', 'P50', 'WHY'], ...targets.map(rowOf)])) writeData(line);
}

function rowOf({ url, state, delivered, failed, queued, p50Ms, error = '' }: TargetStats): string[] {
  return [url, stateWords[state], `${delivered}`, `${failed}`, `${queued}`, p50Ms === null ? '–' : `${Math.round(p50Ms)} ms`, error];
}

/** `dev-sync targets retry [ID]`: sends again what was given up, or the one delivery that is named. */
export async function retryDeliveries(id: string | undefined, { json, ...address }: TargetsOptions): Promise<void> {
  const client = createHubClient(await findAddress(address));
  if (id !== undefined) await client.retryDelivery(id);
  const retried = id === undefined ? (await client.retryFailed()).retried : 1;
  if (json) writeData(JSON.stringify({ retried }));
  else writeData(retried === 1 ? '1 delivery is sent again.' : `${retried} deliveries are sent again.`);
}

/** `dev-sync targets deliveries`: what became of webhooks, oldest first. */
export async function showDeliveries({ json, url, tokenFile, ...wanted }: DeliveriesOptions): Promise<void> {
  const address = await findAddress({ ...(url !== undefined && { url }), ...(tokenFile !== undefined && { tokenFile }) });
  const deliveries = (await createHubClient(address).deliveries(wanted)).deliveries.toReversed();
  if (deliveries.length === 0) return writeWords('There are no such deliveries.');
  const rows = [['ID', 'STATE', 'TYPE', 'TARGET', 'LAST ATTEMPT'], ...deliveries.map(deliveryRow)];
  for (const line of json ? deliveries.map((delivery) => JSON.stringify(delivery)) : table(rows)) writeData(line);
}

function deliveryRow({ id, state, type, target, attempts }: Delivery): string[] {
  const last = attempts.at(-1);
  return [id, state, type, target, last ? `${last.status ?? 'no answer'}${last.error === undefined ? '' : `: ${last.error}`}` : ''];
}
