import { formatEventId } from '../../../../src/server/log/eventId.ts';
import type { Receipt } from '../../../../src/server/log/receipt.ts';
import type { LogState, RecordStore, StoredRecord } from '../../../../src/server/log/recordStore.ts';
import { START_OF_2024 } from '../../../support/logs.ts';

export function idOf({ epoch }: LogState, number: number): string {
  return formatEventId({ epoch, number, tag: number.toString(16).padStart(16, '0') });
}

export type RecordsWanted = { readonly first?: number; readonly count: number; readonly bytes?: number };

/** Records as a log hands them to its store; each has `bytes` characters of JSON, and comes a second after the one before. */
export function records(store: RecordStore, { first = 1, count, bytes = 100 }: RecordsWanted): StoredRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const id = idOf(store.state, number);
    const source = number % 2 === 0 ? 'even' : null;
    const hops = number % 3 === 0 ? 'hub-a, hub-b' : null;
    return { id, number, type: 'a.b', source, hops, at: START_OF_2024 + number * 1000, json: jsonOf(id, '').padEnd(bytes) };
  });
}

export function jsonOf(id: string, data: string): string {
  return JSON.stringify({ id, data });
}

export function receipt(name: string, until: number): Receipt {
  return { name, fingerprint: `print of ${name}`, until, published: { accepted: 1, firstId: 'a', lastId: 'b', notified: 3 } };
}
