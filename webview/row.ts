import type { HubEvent } from '../src/shared/events.ts';
import type { Seam } from '../src/shared/panel.ts';

/** `key` is unique in the life of a view and stays with the row. */
export type EventRow = { readonly kind: 'event'; readonly key: number; readonly event: HubEvent };
export type SeamRow = { readonly kind: 'seam'; readonly key: number; readonly seam: Seam };
export type Row = EventRow | SeamRow;
