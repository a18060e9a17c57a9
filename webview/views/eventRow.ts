import { html, nothing } from 'lit';
import { assertNever } from '../../src/shared/assertNever.ts';
import type { PanelMemory } from '../../src/shared/panel.ts';
import { type DeliveryMark, markOfGroup } from '../deliveries/mark.ts';
import { hueOf } from '../hue.ts';
import { t } from '../l10n.ts';
import { isPinned } from '../memory.ts';
import { type EventRow, type GroupRow, type Item, newestOf, type SeamRow } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';
import { indexOfKey } from '../rows/listing.ts';
import { summaryOf } from '../summary.ts';
import { formatCount, lineText, type SplitText } from '../text.ts';
import type { TimeMode } from '../time.ts';
import { deliveryMarkView } from './deliveryMark.ts';
import { icon } from './icon.ts';
import { isolatedView } from './isolated.ts';
import { timeText, timeTitle, untilText } from './rowTime.ts';

/** Where an item stands in the whole list, of which only a part is in the document. */
export type RowPlace = { readonly index: number; readonly isCurrent: boolean };

/** What is the same for all rows of a drawing. */
export type RowLooks = {
  readonly timeMode: TimeMode;
  readonly now: Date;
  readonly marks: ReadonlyMap<string, DeliveryMark>;
  readonly memory: PanelMemory;
  readonly items: ChunkedList<Item>;
};

export function rowId({ key }: Item): string {
  return `row-${key}`;
}

export function rowView(item: Item, place: RowPlace, looks: RowLooks) {
  switch (item.kind) {
    case 'event':
      return eventRowView(item, place, looks);
    case 'group':
      return groupRowView(item, place, looks);
    case 'seam':
      return seamRowView(item, place, looks);
    default:
      return assertNever(item);
  }
}

function eventRowView(row: EventRow, { index, isCurrent }: RowPlace, looks: RowLooks) {
  const { id, type, timestamp, source } = row.event;
  const { level, position, setSize } = placeInTree(row, index, looks.items);
  const isRowPinned = isPinned(looks.memory, row.event);
  const time = timeText(timestamp, { mode: looks.timeMode, now: looks.now, before: timeBefore(looks.items, index) });
  return html`<div
    id=${rowId(row)}
    class=${level === 1 ? 'row' : 'row is-inner'}
    role="treeitem"
    data-key=${row.key}
    data-vscode-context=${menuContext(row, isRowPinned)}
    aria-level=${level}
    aria-selected=${String(isCurrent)}
    aria-posinset=${position}
    aria-setsize=${setSize}
  ><span class="row-time" title=${timeTitle(timestamp)}>${time.main}<span class="row-ms">${time.rest}</span></span
  ><span class="row-type hue-${hueOf(type)}"><bdi>${lineText(type)}</bdi></span
  ><span class="row-summary">${isRowPinned ? pinView() : nothing}${isolatedView(summaryOf(row.event))}</span
  ><span class="row-source"><bdi>${lineText(source ?? '')}</bdi></span
  ><span class="row-deliveries">${deliveryMarkView(id === null ? undefined : looks.marks.get(id))}</span></div>`;
}

/** The spaces are heard: the words name the row. A closed group reads like its newest row, with how many there are, since when, and the mark of the one that fared worst. */
function groupRowView(group: GroupRow, { index, isCurrent }: RowPlace, looks: RowLooks) {
  const [first, newest] = [group.rows.at(0), newestOf(group)];
  if (!first || !newest) return nothing;
  const { type, source, timestamp } = newest.event;
  const { timeMode: mode, now, marks } = looks;
  const from = timeText(first.event.timestamp, { mode, now, before: timeBefore(looks.items, index) });
  const until = untilText(first.event.timestamp, timestamp, { mode, now });
  const span = `${timeTitle(first.event.timestamp)}\n–\n${timeTitle(timestamp)}`;
  const mark = group.isOpen ? undefined : markOfGroup(group, marks);
  return html`<div
    id=${rowId(group)}
    class="row is-group"
    role="treeitem"
    data-key=${group.key}
    data-vscode-context=${menuContext(group, isPinned(looks.memory, newest.event))}
    aria-level="1"
    aria-expanded=${String(group.isOpen)}
    aria-selected=${String(isCurrent)}
    aria-posinset=${index + 1}
    aria-setsize=${looks.items.length}
  ><span class="row-time" title=${span}>${from.main}<span class="row-ms">${from.rest}</span></span
  ><span class="row-type hue-${hueOf(type)}"><bdi>${lineText(type)}</bdi></span
  ><span class="row-summary">${icon(group.isOpen ? 'chevron-down' : 'chevron-right', 'row-twistie')}<span class="row-times" title=${span}>×${formatCount(group.rows.length)}</span> ${until ? untilView(until) : nothing}${group.isOpen ? nothing : isolatedView(summaryOf(newest.event))}</span
  ><span class="row-source"><bdi>${lineText(source ?? '')}</bdi></span
  ><span class="row-deliveries">${deliveryMarkView(mark)}</span></div>`;
}

function untilView({ main, rest }: SplitText) {
  return html`<span class="row-until">${main}<span class="row-ms">${rest}</span></span> `;
}

function seamRowView(row: SeamRow, { index }: RowPlace, { items }: RowLooks) {
  return html`<div
    id=${rowId(row)}
    class="row seam"
    role="treeitem"
    aria-disabled="true"
    aria-level="1"
    aria-selected="false"
    aria-posinset=${index + 1}
    aria-setsize=${items.length}
  ><span class="seam-text" title=${lineText(row.seam.text)}>${lineText(row.seam.text)}</span></div>`;
}

function pinView() {
  return html`<span class="codicon codicon-pinned row-pin" role="img" aria-label=${t('Pinned')}></span>`;
}

/** For the menu that VS Code draws: `panelActs` are offered for rows, and come back with the key. */
function menuContext({ key }: Item, isEventPinned: boolean): string {
  return JSON.stringify({ webviewSection: 'event', eventKey: key, isPinned: isEventPinned, preventDefaultContextMenuItems: true });
}

/** Inside its group a row counts there, all else in the whole list. */
function placeInTree(row: EventRow, index: number, items: ChunkedList<Item>) {
  const heading = row.group === undefined ? -1 : indexOfKey(items, row.group);
  const group = heading < 0 ? undefined : items.at(heading);
  if (group?.kind !== 'group') return { level: 1, position: index + 1, setSize: items.length };
  return { level: 2, position: index - heading, setSize: group.rows.length };
}

/** Time of the event before; undefined for the first one. */
function timeBefore(items: ChunkedList<Item>, index: number): string | undefined {
  for (let at = index - 1; at >= 0; at--) {
    const item = items.at(at);
    if (item?.kind === 'event') return item.event.timestamp;
    if (item?.kind === 'group' && !item.isOpen) return newestOf(item)?.event.timestamp;
  }
  return undefined;
}
