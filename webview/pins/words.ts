import type { HubEvent } from '../../src/shared/events.ts';
import type { PanelMemory } from '../../src/shared/panel.ts';
import { t } from '../l10n.ts';
import { isPinned } from '../memory.ts';
import { formatCount } from '../text.ts';

/** What became of an event that somebody wanted to pin or to unpin. */
export function pinWords(event: HubEvent, before: PanelMemory, after: PanelMemory): string {
  if (isPinned(before, event)) return t('Unpinned');
  if (event.id === null) return t('What is not in the log cannot be pinned.');
  if (!isPinned(after, event)) return t('This event is too large to be pinned.');
  const gone = before.pins.length + 1 - after.pins.length;
  if (gone <= 0) return t('Pinned');
  return gone === 1 ? t('Pinned; the oldest pin gave way') : t('Pinned; the oldest {0} pins gave way', formatCount(gone));
}
