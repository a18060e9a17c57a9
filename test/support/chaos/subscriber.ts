import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { createParser } from 'eventsource-parser';
import { routes } from '../../../src/shared/api.ts';
import type { Ledger } from './ledger.ts';

/** Values of `types=`, with what they mean said a second time, not by the hub's own code. */
export const filters = {
  '': () => true,
  'agent.*': (type) => type.startsWith('agent.'),
  'rental.created': (type) => type === 'rental.created',
  '*.done,file.*': (type) => type.endsWith('.done') || type.startsWith('file.'),
} as const satisfies Readonly<Record<string, (type: string) => boolean>>;

export type Filter = keyof typeof filters;

/** How long a client of ours waits before it connects again. */
const RECONNECT_MS = 25;

/** One listener: what it received, in its order, and what it should not have received. */
export class Subscriber implements Disposable {
  readonly name: string;
  readonly filter: Filter;
  /** Places in the ledger. */
  readonly received: number[] = [];
  readonly problems: string[] = [];
  connections = 0;
  lastId: string | undefined;
  readonly #ledger: Ledger;
  readonly #controller = new AbortController();

  constructor(name: string, filter: Filter, ledger: Ledger) {
    this.name = name;
    this.filter = filter;
    this.#ledger = ledger;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get url(): string {
    return `${routes.events}?types=${encodeURIComponent(this.filter)}`;
  }

  /** One message of the stream, with the newest id. */
  take(id: string | undefined, json: string): void {
    if (id) this.lastId = id;
    if (id !== undefined && this.#ledger.jsonOf(id) === json) {
      this.received.push(this.#ledger.placeOf(id) ?? -1);
      return;
    }
    const message = JSON.parse(json) as { readonly type: string; readonly id?: string };
    if (message.type === 'connected') this.connections++;
    else if (id === undefined || message.id !== id) this.problems.push(`received ${json} with the id ${id}`);
    else if (this.#ledger.jsonOf(id) !== undefined) this.problems.push(`received another event with the id ${id}: ${json}`);
    else this.received.push(this.#ledger.add(id, json));
  }

  [Symbol.dispose](): void {
    this.#controller.abort();
  }
}

/** Follows the stream with an independent parser, and comes back by itself with its last id. */
export async function follow(base: string, subscriber: Subscriber): Promise<void> {
  while (!subscriber.signal.aborted) {
    await readOnce(base, subscriber);
    await sleep(RECONNECT_MS);
  }
}

/** Reads until the stream ends or breaks. */
function readOnce(base: string, subscriber: Subscriber): Promise<void> {
  const { lastId, signal } = subscriber;
  const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
  return new Promise((resolve) => {
    const request = get(`${base}${subscriber.url}`, { headers, agent: false, signal }, (response) => {
      if (response.statusCode !== 200) subscriber.problems.push(`was refused with ${response.statusCode}`);
      const parser = createParser({ onEvent: ({ id, data }) => subscriber.take(id, data) });
      response
        .setEncoding('utf8')
        .on('data', (text: string) => parser.feed(text))
        .on('error', () => {})
        .on('close', resolve);
    });
    // No hub there; or the broken stream, which 'close' tells of.
    request.on('error', () => resolve());
  });
}

/** Follows the stream with the npm package `eventsource`, which comes back in its own way. */
export function followWithEventSource(base: string, subscriber: Subscriber): void {
  const source = new EventSource(`${base}${subscriber.url}`);
  source.onmessage = ({ data, lastEventId }) => subscriber.take(lastEventId, data);
  subscriber.signal.addEventListener('abort', () => source.close());
}
