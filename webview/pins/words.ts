import type { HubEvent } from '../../src/shared/events.ts';
import type { PanelMemory } from '../../src/shared/panel.ts';
import { isPinned } from '../memory.ts';
import { plural } from '../text.ts';

/** What became of an event that somebody wanted to pin or to unpin. */
export function pinWords(event: HubEvent, before: PanelMemory, after: PanelMemory): string {
  if (isPinned(before, event)) return 'Unpinned';
  if (event.id === null) return 'What is not in the log cannot be pinned.';
  if (!isPinned(after, event)) return 'This event is too large to be pinned.';
  const gone = before.pins.length + 1 - after.pins.length;
  return gone > 0 ? `Pinned; ${gone === 1 ? 'the oldest pin' : `the oldest ${plural(gone, 'pin')}`} gave way` : 'Pinned';
}
