import { setTimeout as sleep } from 'node:timers/promises';
import { createHubClient, type HubClient } from '../client/hubClient.ts';
import type { Listening, ListenPendingAnswer, ListenStartAnswer } from '../shared/listening.ts';
import { visibleText } from '../shared/visibleText.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { writeData, writeWords } from './output.ts';
import { table } from './table.ts';

export type ListenOptions = AddressOptions & { readonly json?: boolean };

/** How often a hub is asked whether a person has decided by now. */
const ASK_AGAIN_MS = 1000;

/** `dev-sync listen start`: resolves when sound arrives. */
export async function startListening({ device, json, ...address }: ListenOptions & { readonly device?: string }): Promise<void> {
  const client = createHubClient(await findAddress(address));
  const body = device === undefined ? {} : { deviceId: device };
  let isTold = false;
  for (;;) {
    // Without the token a person may be asked first.
    const answer = (await client.startListening(body)) as ListenStartAnswer | ListenPendingAnswer;
    if (answer.sessionId !== null) return writeData(json ? JSON.stringify(answer) : await wordsOf(client));
    if (!isTold) writeWords(`${answer.message} Answer there.`);
    isTold = true;
    await sleep(ASK_AGAIN_MS);
  }
}

/** `dev-sync listen stop` */
export async function stopListening({ json, ...address }: ListenOptions): Promise<void> {
  const answer = await createHubClient(await findAddress(address)).stopListening();
  if (json) writeData(JSON.stringify(answer));
  else writeData(answer.sessionId === null ? 'The microphone was off already.' : 'The microphone is off.');
}

/** `dev-sync listen status` */
export async function showListening({ json, ...address }: ListenOptions): Promise<void> {
  const client = createHubClient(await findAddress(address));
  writeData(json ? JSON.stringify(await client.listening()) : await wordsOf(client));
}

/** `dev-sync listen devices` */
export async function showMicrophones({ json, ...address }: ListenOptions): Promise<void> {
  const { backend, devices } = await createHubClient(await findAddress(address)).microphones();
  if (json) return writeData(JSON.stringify({ backend, devices }));
  const rows = devices.map(({ id, name, isDefault }) => [id, name, isDefault ? 'default' : '']);
  for (const line of table([['ID', 'NAME', ''], ...rows])) writeData(line);
}

async function wordsOf(client: Pick<HubClient, 'listening'>): Promise<string> {
  const { level, ...listening } = await client.listening();
  const words = listeningWords(listening);
  return level === null ? words : `${words} The level is ${Math.round(level)} of 100.`;
}

/** What the microphone is doing, in a sentence. */
export function listeningWords({ status, device, backend, sampleRate, problem }: Listening): string {
  const name = visibleText(device ?? 'a microphone');
  switch (status) {
    case 'stopped':
      return 'The microphone is off.';
    case 'starting':
      return `The microphone is being opened: ${name}.`;
    case 'active':
      return `Listening to ${name} (${backend}, ${sampleRate} Hz).${problem ? ` ${problem.message} ${problem.next}` : ''}`;
    case 'error':
      return `No sound arrives. ${problem ? `${problem.message} ${problem.next}` : 'Listening goes on as soon as it does.'}`;
  }
}
