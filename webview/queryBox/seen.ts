import type { HubEvent } from '../../src/shared/events.ts';
import { isJsonObject, type JsonValue } from '../../src/shared/json.ts';
import type { Seen } from '../../src/shared/query/completion.ts';
import { textOfValue } from '../../src/shared/query/dataValues.ts';
import { writePath } from '../../src/shared/query/write.ts';
import type { Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';

/** So many of the newest events are looked at: enough to know what there is, few enough for every key and every frame. */
export const TYPED_EVENTS = 5000;
const READ_EVENTS = 200;
/** Bounds for large events. */
const VALUES_READ = 10_000;
const PATH_DEPTH = 5;
/** Longer texts are nobody's filter. */
const VALUE_CHARACTERS = 80;

type Leaf = { readonly path: string; readonly value: string };

/** What the newest rows have, for completion; the most frequent first. The data is looked at only when it is asked for. */
export function seenIn(rows: ChunkedList<Row>): Seen {
  const events = newestEvents(rows, TYPED_EVENTS);
  let leaves: readonly Leaf[] | undefined;
  const readLeaves = (): readonly Leaf[] => {
    leaves ??= leavesOf(events.slice(0, READ_EVENTS));
    return leaves;
  };
  return {
    types: byFrequency(events.map(({ type }) => type)),
    sources: byFrequency(events.flatMap(({ source }) => source ?? [])),
    get paths() {
      return byFrequency(readLeaves().map(({ path }) => path));
    },
    values: (path) => byFrequency(readLeaves().flatMap((leaf) => (leaf.path === path ? leaf.value : []))),
  };
}

function newestEvents(rows: ChunkedList<Row>, most: number): readonly HubEvent[] {
  const events: HubEvent[] = [];
  for (const row of rows.backwards()) {
    if (events.length === most) break;
    if (row.kind === 'event') events.push(row.event);
  }
  return events;
}

/** Equally frequent ones stay in their order: that seen last comes first. */
function byFrequency(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
}

function leavesOf(events: readonly HubEvent[]): readonly Leaf[] {
  const leaves: Leaf[] = [];
  for (const { data } of events) collect(data, [], leaves);
  return leaves;
}

/** The elements of an array have its path, as in queries. */
function collect(value: JsonValue, keys: readonly string[], leaves: Leaf[]): void {
  if (leaves.length >= VALUES_READ || keys.length > PATH_DEPTH) return;
  if (Array.isArray(value)) for (const element of value) collect(element, keys, leaves);
  else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) collect(inner, [...keys, key], leaves);
  else if (keys.length > 0) {
    const text = textOfValue(value);
    if (text.length <= VALUE_CHARACTERS) leaves.push({ path: writePath(keys), value: text });
  }
}
