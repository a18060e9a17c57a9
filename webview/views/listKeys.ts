import type { Item, Selectable } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';
import { indexOfKey, itemOf } from '../rows/listing.ts';

export type ListPosition = {
  readonly items: ChunkedList<Item>;
  /** Key of the current item. */
  readonly cursor: number | null;
  /** Rows that PageUp and PageDown move by. */
  readonly page: number;
};

/** The item that a key leads to, or undefined when the key means nothing to the list. Seams are stepped over. */
export function itemAfterKey(key: string, { items, cursor, page }: ListPosition): Selectable | undefined {
  const last = items.length - 1;
  const at = cursor === null ? -1 : indexOfKey(items, cursor);
  // Without a current item every key begins at the newest.
  const from = (offset: number): number => (at < 0 ? last : at + offset);
  switch (key) {
    case 'ArrowDown':
      return nearest(items, from(1), 1);
    case 'ArrowUp':
      return nearest(items, from(-1), -1);
    case 'PageDown':
      return nearest(items, from(Math.max(1, page)), 1);
    case 'PageUp':
      return nearest(items, from(-Math.max(1, page)), -1);
    case 'Home':
      return nearest(items, 0, 1);
    case 'End':
      return nearest(items, last, -1);
    case 'Enter':
    case ' ':
      return nearest(items, from(0), -1);
    default:
      return undefined;
  }
}

/** What an arrow to the side does as in every tree: a group opens or closes, or one steps into it or out of it. */
export type SideStep = { readonly toggle: number } | { readonly goTo: Selectable } | undefined;

export function sideStep(key: string, { items, cursor }: ListPosition): SideStep {
  const index = cursor === null ? -1 : indexOfKey(items, cursor);
  const item = items.at(Math.max(0, index));
  if (index < 0 || !item || item.kind === 'seam') return undefined;
  if (key === 'ArrowRight' && item.kind === 'group') {
    const first = items.at(index + 1);
    if (!item.isOpen) return { toggle: item.key };
    return first?.kind === 'event' ? { goTo: first } : undefined;
  }
  if (key !== 'ArrowLeft') return undefined;
  if (item.kind === 'group') return item.isOpen ? { toggle: item.key } : undefined;
  const heading = item.group === undefined ? undefined : itemOf(items, item.group);
  return heading?.kind === 'group' ? { goTo: heading } : undefined;
}

/** The next item in the direction, else the nearest one the other way. */
function nearest(items: ChunkedList<Item>, start: number, direction: 1 | -1): Selectable | undefined {
  const index = Math.min(items.length - 1, Math.max(0, start));
  return selectableFrom(items, index, direction) ?? selectableFrom(items, index, direction === 1 ? -1 : 1);
}

function selectableFrom(items: ChunkedList<Item>, start: number, direction: 1 | -1): Selectable | undefined {
  for (let index = start; index >= 0 && index < items.length; index += direction) {
    const item = items.at(index);
    if (item && item.kind !== 'seam') return item;
  }
  return undefined;
}
