import type { DeliveryMark } from '../deliveries/mark.ts';
import type { EventRow, GroupRow } from '../row.ts';
import { summaryOf } from '../summary.ts';
import { formatCount, lineText } from '../text.ts';
import { rowTime } from '../time.ts';
import { markLabel } from './deliveryMark.ts';

export type GroupFacts = {
  readonly group: GroupRow;
  readonly first: EventRow;
  readonly newest: EventRow;
  readonly mark: DeliveryMark | undefined;
  readonly now: Date;
};

/** The row of a group for screen readers: `5 × agent.created, 20:32:30.123 to 20:32:31.456`, then what it says of its newest event. */
export function groupLabel({ group, first, newest, mark, now }: GroupFacts): string {
  const { type, source } = newest.event;
  const times = [first, newest].map(({ event }) => {
    const { main, rest } = rowTime(event.timestamp, now);
    return main + rest;
  });
  const parts = [
    `${formatCount(group.rows.length)} × ${lineText(type)}`,
    [...new Set(times)].join(' to '),
    group.isOpen ? '' : summaryOf(newest.event),
    lineText(source ?? ''),
    mark ? markLabel(mark) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
