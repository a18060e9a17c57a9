import type { DevSyncClientError } from '../../src/client/sdk/api.ts';
import { createDevSync, type DevSyncEvent, type OwnEvents, sendDevWebhook, subscribeToBackendEvents } from '../../src/client/sdk/index.ts';
import { useDevEvents } from '../../src/client/sdk/react.ts';
import type { KnownPayloads } from '../../src/shared/events.ts';

// Never runs: `tsc -b` is the test. What must not compile says so, and fails when it does.

/** True only for one and the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const expectSame = <A, B>(_isSame: Same<A, B>): void => {};

interface Agents {
  'agent.created': { agent_id: string };
  'agent.renamed': { agent_id: string; name: string };
  'rental.ended': Record<never, never>;
}

export function eventsOfAMap(): void {
  const client = createDevSync<Agents>();
  client.on('agent.created', ({ type, data }) => {
    expectSame<typeof type, 'agent.created'>(true);
    expectSame<typeof data, { agent_id: string }>(true);
  });
  client.on('agent.*', (event) => {
    expectSame<typeof event.type, 'agent.created' | 'agent.renamed'>(true);
    if (event.type === 'agent.renamed') expectSame<typeof event.data, Agents['agent.renamed']>(true);
  });
  client.on(['rental.ended', 'agent.created'], ({ type }) => expectSame<typeof type, 'rental.ended' | 'agent.created'>(true));
  client.on('*', ({ type }) => expectSame<typeof type, keyof Agents | keyof OwnEvents>(true));
  client.on('audio_level', ({ data }) => expectSame<typeof data.audioLevel, number>(true));
  // @ts-expect-error no such event
  client.on('agent.creatd', () => {});
}

export async function waitingAndSending(): Promise<void> {
  const client = createDevSync<Agents>();
  const created = await client.waitFor('agent.created', ({ data }) => data.agent_id === '7', 1000);
  expectSame<typeof created, DevSyncEvent<'agent.created', { agent_id: string }>>(true);
  // @ts-expect-error a time-out is the third argument
  await client.waitFor('agent.created', 1000);
  await client.send('agent.created', { agent_id: '7' });
  await client.send('rental.ended');
  // @ts-expect-error the data is missing
  await client.send('agent.created');
  // @ts-expect-error not its data
  await client.send('agent.created', { agent_id: 7 });
  for await (const event of client) if (event.type === 'rental.ended') expectSame<typeof event.data, Record<never, never>>(true);
}

export function withoutAMap(): void {
  const client = createDevSync();
  client.on('agent.*', ({ type, data }) => {
    expectSame<typeof type, `agent.${string}`>(true);
    expectSame<typeof data, Record<string, unknown>>(true);
  });
  client.on('frontend.file_changed', ({ data }) => expectSame<typeof data.file, string>(true));
  void client.send('anything', { at: 'all' });
}

export function callbacksThatExist(): void {
  // biome-ignore lint/suspicious/noExplicitAny: what frontends have
  const loose = (eventType: string, data: any): void => void `${eventType} ${data.agent_id}`;
  subscribeToBackendEvents(loose, { types: ['agent.*'], lastEventId: '1' })();
  subscribeToBackendEvents((type, data: { agent_id: string }) => void `${type} ${data.agent_id}`);
  subscribeToBackendEvents((_type, data, event) => {
    expectSame<typeof data, Record<string, unknown>>(true);
    expectSame<typeof event.id, string | null>(true);
  });
  // @ts-expect-error nobody hears
  subscribeToBackendEvents(undefined);
  const agent: { readonly agent_id: string } = { agent_id: '7' };
  expectSame<ReturnType<typeof sendDevWebhook>, Promise<boolean>>(true);
  void sendDevWebhook('agent.created', agent);
}

export function TheHook(): void {
  const client = createDevSync<Agents>();
  const { events, last } = useDevEvents('agent.created', { client });
  expectSame<typeof events, readonly DevSyncEvent<'agent.created', { agent_id: string }>[]>(true);
  expectSame<typeof last, DevSyncEvent<'agent.created', { agent_id: string }> | undefined>(true);
  const open = useDevEvents('agent.*');
  expectSame<typeof open.last, DevSyncEvent<`agent.${string}`> | undefined>(true);
}

/** What we declare as our own events is what the hub sends. */
export const own = (payloads: KnownPayloads): OwnEvents => payloads;
export const known = (events: OwnEvents): KnownPayloads => events;

// @ts-expect-error only the client makes these
export type MadeOf = ConstructorParameters<typeof DevSyncClientError>;
