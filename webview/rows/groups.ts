import type { EventRow, GroupRow, Item, Row } from '../row.ts';
import { ChunkedList } from './chunkedList.ts';

/** Fewer than that are not worth a heading. */
export const GROUP_ROWS = 4;
/** Rows of a group follow each other within less than that. */
const GAP_MS = 1000;
/** The heading has its key between those of its first row and of what stands before. */
const BEFORE_FIRST = 0.25;

type Items = ChunkedList<Item>;

/** Rows of the same type and source that follow closely come under one heading. @param open keys of the groups that are open */
export function groupRows(rows: Iterable<Row>, open: ReadonlySet<number>): Items {
  return ChunkedList.from(itemsOf(runsOf(rows), open));
}

/** As if the rows had been there when the others were grouped: only the last group can grow. */
export function appendGrouped(items: Items, added: readonly Row[]): Items {
  const runs = runsOf(added);
  const [first = [], ...others] = runs;
  const last = items.at(-1);
  if (!last || !follows(first[0], last.kind === 'group' ? last.rows.at(-1) : last)) return items.append(itemsOf(runs));
  return joinLast(items, first as readonly EventRow[]).append(itemsOf(others));
}

/** The same at the head: only the first group can grow. */
export function prependGrouped(items: Items, added: readonly Row[]): Items {
  const runs = runsOf(added);
  const last = runs.at(-1);
  const head = items.at(0);
  if (!last || !head || !follows(head.kind === 'group' ? head.rows.at(0) : head, last.at(-1))) return items.prepend(itemsOf(runs));
  const { rows, lines } = head.kind === 'group' ? { rows: head.rows, lines: linesOf(head) } : leadingRun(items);
  const grown = asItems([...(last as readonly EventRow[]), ...rows], head.kind === 'group' && head.isOpen);
  return items.dropFirst(lines).prepend([...itemsOf(runs.slice(0, -1)), ...grown]);
}

/** Without the first rows: only the first group can shrink. */
export function dropFirstGrouped(items: Items, count: number): Items {
  let [dropped, left] = [0, count];
  for (let item = items.at(0); left > 0 && item; item = items.at(dropped)) {
    const rows = item.kind === 'group' ? item.rows.length : 1;
    if (item.kind === 'group' && rows > left) return shrinkFirst(items.dropFirst(dropped), item, left);
    dropped += item.kind === 'group' ? linesOf(item) : 1;
    left -= rows;
  }
  return items.dropFirst(dropped);
}

export function openGroup(items: Items, index: number): Items {
  const group = items.at(index);
  if (group?.kind !== 'group' || group.isOpen) return items;
  const opened = openedLines({ ...group, isOpen: true });
  return items
    .slice(0, index)
    .append(opened)
    .concat(items.slice(index + 1));
}

export function closeGroup(items: Items, index: number): Items {
  const group = items.at(index);
  if (group?.kind !== 'group' || !group.isOpen) return items;
  const closed = { ...group, isOpen: false };
  return items
    .slice(0, index)
    .append([closed])
    .concat(items.slice(index + linesOf(group)));
}

/** Rows that belong together, and each other row by itself. */
function runsOf(rows: Iterable<Row>): readonly (readonly Row[])[] {
  const runs: Row[][] = [];
  let before: Row | undefined;
  for (const row of rows) {
    if (follows(row, before)) runs.at(-1)?.push(row);
    else runs.push([row]);
    before = row;
  }
  return runs;
}

function follows(row: Row | undefined, before: Row | undefined): boolean {
  if (row?.kind !== 'event' || before?.kind !== 'event') return false;
  const [now, then] = [row.event, before.event];
  // What is cheap to tell first: in mixed traffic it decides nearly always.
  return now.type === then.type && now.source === then.source && Date.parse(now.timestamp) - Date.parse(then.timestamp) < GAP_MS;
}

function itemsOf(runs: readonly (readonly Row[])[], open?: ReadonlySet<number>): readonly Item[] {
  return runs.flatMap((run) => {
    // Only events come in runs of several.
    return run.length < GROUP_ROWS ? run : asItems(run as readonly EventRow[], open?.has(keyOf(run)) ?? false);
  });
}

function asItems(run: readonly EventRow[], isOpen: boolean): readonly Item[] {
  if (run.length < GROUP_ROWS) return run;
  const group: GroupRow = { kind: 'group', key: keyOf(run), rows: ChunkedList.from(run), isOpen };
  return isOpen ? openedLines(group) : [group];
}

function keyOf(run: readonly Row[]): number {
  return (run[0]?.key ?? 0) - BEFORE_FIRST;
}

function openedLines(group: GroupRow): readonly Item[] {
  return [group, ...Array.from(group.rows, (row) => ({ ...row, group: group.key }))];
}

function linesOf({ isOpen, rows }: GroupRow): number {
  return isOpen ? rows.length + 1 : 1;
}

function joinLast(items: Items, run: readonly EventRow[]): Items {
  const index = lastGroup(items);
  const group = items.at(index);
  if (index >= 0 && group?.kind === 'group') {
    const next = items.with(index, { ...group, rows: group.rows.append(run) });
    return group.isOpen ? next.append(run.map((row) => ({ ...row, group: group.key }))) : next;
  }
  const tail = trailingRun(items);
  return items.slice(0, items.length - tail.length).append(asItems([...tail, ...run], false));
}

/** Index of the group that the last item is or is in; -1 for none. */
function lastGroup(items: Items): number {
  const last = items.at(-1);
  if (last?.kind === 'group') return items.length - 1;
  const key = last?.kind === 'event' ? last.group : undefined;
  return key === undefined ? -1 : items.firstIndex((item) => item.key >= key);
}

/** At most `GROUP_ROWS` - 1, or they would be a group. */
function trailingRun(items: Items): readonly EventRow[] {
  const run: EventRow[] = [];
  for (const item of items.backwards()) {
    if (item.kind !== 'event' || (run[0] && !follows(run[0], item))) break;
    run.unshift(item);
  }
  return run;
}

function leadingRun(items: Items): { readonly rows: readonly EventRow[]; readonly lines: number } {
  const rows: EventRow[] = [];
  for (const item of items) {
    if (item.kind !== 'event' || (rows.length > 0 && !follows(item, rows.at(-1)))) break;
    rows.push(item);
  }
  return { rows, lines: rows.length };
}

/** @param items those from this group on */
function shrinkFirst(items: Items, group: GroupRow, count: number): Items {
  const rows = group.rows.dropFirst(count);
  if (rows.length < GROUP_ROWS) return items.dropFirst(linesOf(group)).prepend([...rows]);
  // The heading takes the place of the last line that goes.
  return items.dropFirst(group.isOpen ? count : 0).with(0, { ...group, rows });
}
