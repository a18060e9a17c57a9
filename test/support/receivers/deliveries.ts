import assert from 'node:assert/strict';
import type { HubOptions } from '../../../src/server/index.ts';
import { defaultHubOptions } from '../../../src/server/options.ts';
import { type BatchAnswer, routes } from '../../../src/shared/api.ts';
import type { JsonObject } from '../../../src/shared/json.ts';
import type { DeliveriesAnswer, Delivery, DeliveryState, StatsAnswer, TargetOptions, TargetStats } from '../../../src/shared/webhooks.ts';
import { until } from '../until.ts';

/** A hub in this process or in one of its own. */
export type Hub = { readonly url: string; readonly token: string };

/** Options of a hub that sends every event to these addresses, unless a target says otherwise. */
export function sendingTo(...targets: readonly (string | TargetOptions)[]): Pick<HubOptions, 'webhooks'> {
  const all = targets.map((target) => ({ types: ['*'], ...(typeof target === 'string' ? { url: target } : target) }));
  return { webhooks: { ...defaultHubOptions.webhooks, targets: all } };
}

/** Posts facts with `data.n` from 0 on, and answers their ids in the order of the log. */
export async function postNumbered(hub: Hub, count: number, type = 'order.paid'): Promise<string[]> {
  const events = Array.from({ length: count }, (_, n) => ({ event_type: type, data: { n } }));
  const { accepted } = (await request(hub, routes.webhook, { method: 'POST', body: JSON.stringify(events) })) as BatchAnswer;
  assert.equal(accepted, count);
  return (await idsOf(hub, type)).slice(-count);
}

/** Posts a level, which is a gauge. */
export async function postLevel(hub: Hub, audioLevel: number): Promise<void> {
  const body = JSON.stringify({ type: 'audio_level', data: { audioLevel } });
  await request(hub, routes.receive, { method: 'POST', body });
}

/** Ids of all facts of a type, in the order of the log. */
export async function idsOf(hub: Hub, type: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = 'earliest'; after !== null; ) {
    const page = (await request(hub, `${routes.history}?types=${type}&limit=1000&after=${after}`)) as Page;
    ids.push(...page.events.map(({ id }) => id));
    after = page.next;
  }
  return ids;
}

type Page = { readonly events: readonly { readonly id: string }[]; readonly next: string | null };

export async function deliveriesOf(hub: Hub, query = ''): Promise<readonly Delivery[]> {
  return ((await request(hub, routes.deliveries + query)) as DeliveriesAnswer).deliveries;
}

/** What became of an event at the only target, once that is this. */
export function untilDelivery(hub: Hub, event: string, state: DeliveryState, timeoutMs?: number): Promise<Delivery> {
  const find = async () => (await deliveriesOf(hub, `?event=${event}`)).find((delivery) => delivery.state === state);
  return until(find, `the delivery of ${event} is ${state}`, timeoutMs);
}

export async function statsOf(hub: Hub): Promise<StatsAnswer> {
  return (await request(hub, routes.stats)) as StatsAnswer;
}

/** Figures of the target with this address, or of the only one. */
export async function targetOf(hub: Hub, url?: string): Promise<TargetStats> {
  const { targets } = await statsOf(hub);
  const found = targets.find((target) => url === undefined || target.url === url);
  assert.ok(found, `no target ${url} in ${JSON.stringify(targets)}`);
  return found;
}

/** Figures of the target, once they are like that. */
export function untilTarget(hub: Hub, is: (target: TargetStats) => boolean, label: string, timeoutMs = 30_000): Promise<TargetStats> {
  const find = async () => (await statsOf(hub)).targets.find(is);
  return until(find, label, timeoutMs);
}

/** `POST /dev/deliveries/:id/retry`, `POST /dev/deliveries/:id/discard` or `POST /dev/deliveries/retry-failed`. */
export function settle(hub: Hub, what: string): Promise<JsonObject> {
  return request(hub, `${routes.deliveries}/${what}`, { method: 'POST' });
}

async function request({ url, token }: Hub, path: string, init: RequestInit = {}): Promise<JsonObject> {
  const headers = { Authorization: `Bearer ${token}`, ...(init.body !== undefined && { 'Content-Type': 'application/json' }) };
  const response = await fetch(url + path, { ...init, headers });
  const answer = await response.text();
  assert.equal(response.status, 200, `${path}: ${answer}`);
  return JSON.parse(answer) as JsonObject;
}

/** Each id where it came for the first time. */
export function withoutRepeats<T>(ids: readonly T[]): T[] {
  return [...new Set(ids)];
}
