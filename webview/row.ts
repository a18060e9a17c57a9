import type { HubEvent } from '../src/shared/events.ts';
import type { Seam } from '../src/shared/panel.ts';
import type { ChunkedList } from './rows/chunkedList.ts';

/**
 * `key` is unique in the life of a view, stays with the row, and grows from row to row: whole numbers as rows came. A seam that came late
 * has one in the lower half of the gap behind the row that it follows, and the heading of a group one in the upper half, before its first row.
 */
export type EventRow = {
  readonly kind: 'event';
  readonly key: number;
  readonly event: HubEvent;
  /** What free text is searched in, of an event that is not large. */
  readonly text?: string;
  /** What it counts for in the budget. */
  readonly characters?: number;
  /** Key of the open group that it is drawn in. */
  readonly group?: number;
};
export type SeamRow = { readonly kind: 'seam'; readonly key: number; readonly seam: Seam };
export type Row = EventRow | SeamRow;

/** Heading of several rows that say nearly the same. Closed it stands for them, open they follow it. */
export type GroupRow = {
  readonly kind: 'group';
  readonly key: number;
  /** Oldest first. */
  readonly rows: ChunkedList<EventRow>;
  readonly isOpen: boolean;
};

/** What takes a line in the list. */
export type Item = Row | GroupRow;

/** What the keyboard can stand on. */
export type Selectable = EventRow | GroupRow;

/** What tells its event from others in whatever row it is: that of the list gets another key, and a pin has none of its own. */
export function identityOf({ event, key }: EventRow): string | number {
  return event.id ?? key;
}

/** The event that an item is about: that of a group is its newest. */
export function newestOf(item: Selectable): EventRow | undefined {
  return item.kind === 'event' ? item : item.rows.at(-1);
}
