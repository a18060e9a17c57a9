import type { HubEvent } from '../../src/shared/events.ts';
import { isJsonObject, type JsonValue } from '../../src/shared/json.ts';
import type { EventRow, Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';

/** An id that two events have in common, under the name that the other one gives it. */
type SharedId = { readonly key: string; readonly value: string };
export type RelatedRow = { readonly row: EventRow; readonly shared: SharedId };

export const MOST_RELATED = 50;
/** `id`, `agent_id`, `agentId`, `agentID`; not `paid` or `VALID`. */
const ID_KEY = /^(id|Id|ID)$|_id$|[a-z0-9](Id|ID)$/;
/** One character says nothing: every list has an id 1. */
const FEWEST_CHARACTERS = 2;
const MOST_CHARACTERS = 200;
/** Values of one event that are looked at, and ids that are kept of it. */
const MOST_VALUES = 10_000;
const MOST_IDS = 1000;

/** Names by values. */
type Ids = ReadonlyMap<string, string>;

/**
 * Finds rows that have an id in common with one of them, newest first. It looks at as many at a time as the caller has time for, and at those
 * that came since.
 */
export class RelatedSearch {
  readonly #row: EventRow;
  readonly #ids: Ids;
  /** Keys of the rows at both ends of what was looked at. */
  #oldest = Number.POSITIVE_INFINITY;
  #newest: number;
  #found: readonly RelatedRow[] = [];

  constructor(row: EventRow, rows: ChunkedList<Row>) {
    this.#row = row;
    this.#ids = idsOf(row.event);
    this.#newest = rows.at(-1)?.key ?? Number.NEGATIVE_INFINITY;
  }

  get hasIds(): boolean {
    return this.#ids.size > 0;
  }

  get found(): readonly RelatedRow[] {
    return this.#found;
  }

  /** Whether all rows were looked at, or enough were found. */
  isDone(rows: ChunkedList<Row>): boolean {
    const oldest = rows.at(0)?.key;
    return !this.hasIds || this.#found.length >= MOST_RELATED || oldest === undefined || oldest >= this.#oldest;
  }

  /** Looks at all rows that came since, and at so many older ones. */
  look(rows: ChunkedList<Row>, count: number): void {
    if (!this.hasIds) return;
    const split = rows.firstIndex(({ key }) => key > this.#newest);
    const end = Math.min(
      split,
      rows.firstIndex(({ key }) => key >= this.#oldest),
    );
    const newer = this.#matches(rows, split, rows.length);
    this.#newest = Math.max(this.#newest, rows.at(-1)?.key ?? this.#newest);
    const start = this.#found.length >= MOST_RELATED ? end : Math.max(0, end - count);
    const older = this.#matches(rows, start, end);
    this.#oldest = Math.min(this.#oldest, rows.at(start)?.key ?? this.#oldest);
    if (newer.length + older.length > 0) this.#found = [...newer, ...this.#found, ...older].slice(0, MOST_RELATED);
  }

  /** Newest first. */
  #matches(rows: ChunkedList<Row>, start: number, end: number): readonly RelatedRow[] {
    const found: RelatedRow[] = [];
    for (let index = end - 1; index >= start && found.length < MOST_RELATED; index--) {
      const row = rows.at(index);
      const shared = row?.kind === 'event' && row.key !== this.#row.key ? this.#sharedWith(row.event) : undefined;
      if (row?.kind === 'event' && shared) found.push({ row, shared });
    }
    return found;
  }

  #sharedWith(event: HubEvent): SharedId | undefined {
    for (const [value, key] of idsOf(event)) if (this.#ids.has(value)) return { key, value };
    return undefined;
  }
}

/** The ids in the data of an event. */
export function idsOf({ data }: HubEvent): Ids {
  const ids = new Map<string, string>();
  const waiting: JsonValue[] = [data];
  for (let looked = 0; looked < MOST_VALUES && ids.size < MOST_IDS; looked++) {
    const value = waiting.pop();
    if (value === undefined) break;
    if (Array.isArray(value)) waiting.push(...value.slice(0, MOST_VALUES).filter(isContainer));
    else if (isJsonObject(value)) collectMembers(value, ids, waiting);
  }
  return ids;
}

function collectMembers(value: Readonly<Record<string, JsonValue>>, ids: Map<string, string>, waiting: JsonValue[]): void {
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const member = value[key] ?? null;
    if (isContainer(member)) waiting.push(member);
    else if (ID_KEY.test(key)) addId(ids, key, member);
  }
}

function addId(ids: Map<string, string>, key: string, value: JsonValue): void {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const text = String(value);
  if (text.length >= FEWEST_CHARACTERS && text.length <= MOST_CHARACTERS && !ids.has(text)) ids.set(text, key);
}

function isContainer(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}
