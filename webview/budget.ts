import type { HubEvent } from '../src/shared/events.ts';
import type { JsonObject } from '../src/shared/json.ts';
import { PANEL_CAPACITY, PANEL_CHARACTERS } from '../src/shared/panel.ts';

const sizes = new WeakMap<JsonObject, number>();

/** What an event counts for in the budget, measured once. */
export function charactersOf({ data }: HubEvent): number {
  const known = sizes.get(data);
  if (known !== undefined) return known;
  const size = JSON.stringify(data).length;
  sizes.set(data, size);
  return size;
}

/** The newest items that a panel has room for beside `used` characters. Beside nothing the last item always stays. */
export function newest<T>(items: readonly T[], sizeOf: (item: T) => number, used = 0): readonly T[] {
  const last = items.length - 1;
  let room = PANEL_CHARACTERS - used;
  const tooOld = items.findLastIndex((item, index) => {
    room -= sizeOf(item);
    return last - index >= PANEL_CAPACITY || (room < 0 && (used > 0 || index < last));
  });
  return tooOld < 0 ? items : items.slice(tooOld + 1);
}
