import { setImmediate as immediate } from 'node:timers/promises';
import type { Query, Steps } from '../../shared/query/query.ts';
import { foldCase } from '../../shared/query/searchText.ts';
import { escapeActing } from '../../shared/visibleText.ts';
import type { HistoryPage, HistoryQuery } from './eventLog.ts';
import { RecordEvent } from './recordEvent.ts';
import type { Range, StoredRecord } from './recordStore.ts';

/** What is asked for, by number instead of by id. */
export type PageQuery = Pick<HistoryQuery, 'matchesType' | 'source' | 'search' | 'query' | 'limit'> & {
  /** The log as it is when the page is read. */
  readonly oldest: number;
  readonly newest: number;
  readonly after?: number;
  readonly before?: number;
};

type Read = (range: Range) => readonly StoredRecord[];

/** Whether a record is asked for, step by step. */
type Matcher = (record: StoredRecord) => Steps;

/** A page ends before its limit when it has become so large (characters of JSON): a thousand events may be a gigabyte. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** A search has worked for so long when others get their turn. */
const TURN_MS = 8;

/** Reads one page. Others get their turn every few milliseconds, amid the terms of a query too, so that no search holds up anybody. */
export async function readHistoryPage(read: Read, query: PageQuery): Promise<HistoryPage> {
  const { oldest, newest, after, before } = query;
  const [first, last] = [(after ?? oldest - 1) + 1, (before ?? newest + 1) - 1];
  const matches = createMatcher(query);
  // Without `after` the newest page is asked for, so the search runs backwards.
  const newestFirst = after === undefined;
  const { records, hasMore } = await collect(pieces(read, { first, last, newestFirst }), matches, query.limit);
  const hasMatch = async (range: Range) => (await collect(pieces(read, range), matches, 0)).hasMore;
  const hasNewer = () => hasMatch({ first: last + 1, last: newest });
  return newestFirst
    ? { records: records.reverse(), hasOlder: hasMore, hasNewer: await hasNewer() }
    : { records, hasOlder: await hasMatch({ first: oldest, last: first - 1, newestFirst: true }), hasNewer: hasMore || (await hasNewer()) };
}

async function* matchesIn(source: AsyncIterable<readonly StoredRecord[]>, matches: Matcher): AsyncGenerator<StoredRecord> {
  const turn = new Turn();
  for await (const piece of source) {
    for (const record of piece) {
      const steps = matches(record);
      let step = steps.next();
      for (; !step.done; step = steps.next()) if (turn.isOver()) await turn.next();
      if (step.value) yield record;
    }
  }
}

/** The time in which a search has the process for itself. */
class Turn {
  #end = performance.now() + TURN_MS;

  isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Others have theirs. */
  async next(): Promise<void> {
    await immediate();
    this.#end = performance.now() + TURN_MS;
  }
}

/** The first matches, and whether there is one more. */
async function collect(
  source: AsyncIterable<readonly StoredRecord[]>,
  matches: Matcher,
  limit: number,
): Promise<{ readonly records: StoredRecord[]; readonly hasMore: boolean }> {
  const records: StoredRecord[] = [];
  let bytes = 0;
  for await (const record of matchesIn(source, matches)) {
    bytes += record.json.length;
    if (records.length === limit || (bytes > PAGE_BYTES && records.length > 0)) return { records, hasMore: true };
    records.push(record);
  }
  return { records, hasMore: false };
}

async function* pieces(read: Read, { first, last, newestFirst = false }: Range): AsyncGenerator<readonly StoredRecord[]> {
  for (let rest = { first, last, newestFirst }; rest.first <= rest.last; ) {
    const records = read(rest);
    const end = records.at(-1);
    if (end === undefined) return;
    yield records;
    rest = newestFirst ? { ...rest, last: end.number - 1 } : { ...rest, first: end.number + 1 };
    await immediate();
  }
}

function createMatcher({ matchesType, source, search, query }: PageQuery): Matcher {
  // As the records have it.
  const needle = search === undefined ? undefined : escapeActing(search).toLowerCase();
  return function* (record) {
    if (!matchesType(record.type) || (source !== undefined && record.source !== source)) return false;
    yield;
    if (needle !== undefined && !record.json.toLowerCase().includes(needle)) return false;
    return query === undefined || query.isEmpty || (yield* matchesQuery(record, query));
  };
}

/** What cannot match is not parsed. */
function* matchesQuery(record: StoredRecord, query: Query): Steps {
  const text = query.needles.length > 0 ? foldCase(record.json) : '';
  for (const needle of query.needles) {
    if (!text.includes(needle)) return false;
    yield;
  }
  const event = new RecordEvent(record);
  return yield* query.steps(event, () => event.searchText);
}
