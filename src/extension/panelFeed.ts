import type { HubClient } from '../client/hubClient.ts';
import { type HistoryAnswer, limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import type { HubEvent, LoggedEvent } from '../shared/events.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import { PANEL_CAPACITY, PANEL_CHARACTERS, type PanelSnapshot, type Seam } from '../shared/panel.ts';

/** What a view has to be told. */
export type FeedView = {
  onEvents(events: readonly HubEvent[]): void;
  onSeam(seam: Seam): void;
  /** Another log is shown from now on: everything has to be asked for again. */
  onReset(): void;
};

/** Where the rows of a log come from. */
type HistoryClient = Pick<HubClient, 'history'>;

/** What of a log is shown. */
export type LogView = {
  /** Id of the event behind which the rows begin. */
  readonly viewStart: string | undefined;
  /** Lines between its rows, of what happened before this window came. */
  readonly seams: readonly Seam[];
};

/** One message per frame of a 30 Hz screen: a flood becomes few large messages. */
const BUNDLE_MS = 33;

/**
 * The rows of the panel, kept here because a hidden view is destroyed: what was shown survives hiding, a stopped hub and
 * a crashed one.
 */
export class PanelFeed implements Disposable {
  #rows: LoggedEvent[] = [];
  #sizes: number[] = [];
  #characters = 0;
  #seams: Seam[] = [];
  #view: FeedView | undefined;
  #bundle: HubEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** The content so far; `view` hears everything that comes after it. */
  connect(view: FeedView): Pick<PanelSnapshot, 'events' | 'seams'> {
    this.disconnect();
    this.#view = view;
    return { events: this.#rows.slice(-PANEL_CAPACITY), seams: [...this.#seams] };
  }

  /** The view is hidden or gone. Messages to it would be lost. */
  disconnect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#bundle = [];
    this.#view = undefined;
  }

  /** Time of the newest row. */
  get lastRowAt(): string | undefined {
    return this.#rows.at(-1)?.timestamp;
  }

  /** Shows the newest events of a log, and nothing else. Answers the position from which the stream goes on. */
  async load(client: HistoryClient, { viewStart, seams }: LogView): Promise<string> {
    const start = viewStart !== undefined && (await isKnown(client, viewStart)) ? viewStart : undefined;
    const pages = await newestPages(client, start);
    this.clear(null);
    for (const event of pages) this.#keep(event);
    this.#seams = seams.filter((seam) => this.#hasRowsAbove(seam));
    this.#view?.onReset();
    return pages.at(-1)?.id ?? start ?? 'earliest';
  }

  push(event: HubEvent): void {
    if (event.id !== null) this.#keep(event as LoggedEvent);
    if (!this.#view) return;
    this.#bundle.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), BUNDLE_MS);
  }

  /** Without rows above it the line says nothing. */
  addSeam(seam: Seam): void {
    if (!this.#hasRowsAbove(seam)) return;
    this.#seams.push(seam);
    this.#flush();
    this.#view?.onSeam(seam);
  }

  /** Forgets everything up to and including an event, which may have left already; all of it for null. */
  clear(lastId: string | null): void {
    if (lastId === null) this.#bundle = [];
    this.#drop(lastId === null ? this.#rows.length : this.#rows.findIndex(({ id }) => id === lastId) + 1);
  }

  dispose(): void {
    this.disconnect();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#bundle.length > 0) this.#view?.onEvents(this.#bundle);
    this.#bundle = [];
  }

  #keep(event: LoggedEvent): void {
    const size = JSON.stringify(event.data).length;
    this.#rows.push(event);
    this.#sizes.push(size);
    this.#characters += size;
    // Dropped in groups, since moving the array for every event would cost more than the event.
    if (this.#rows.length > PANEL_CAPACITY * 1.2 || this.#characters > PANEL_CHARACTERS) {
      this.#drop(Math.max(this.#rows.length - PANEL_CAPACITY, Math.ceil(this.#rows.length / 6)));
    }
  }

  #drop(count: number): void {
    this.#rows.splice(0, count);
    for (const size of this.#sizes.splice(0, count)) this.#characters -= size;
    this.#seams = this.#seams.filter((seam) => this.#hasRowsAbove(seam));
  }

  #hasRowsAbove({ at }: Seam): boolean {
    const [first] = this.#rows;
    return first !== undefined && first.timestamp <= at;
  }
}

/** Up to the capacity of the panel, oldest first, nothing from before the start of the view. */
async function newestPages(client: HistoryClient, start: string | undefined): Promise<LoggedEvent[]> {
  let page = await client.history({ limit: limits.historyPage });
  let events = page.events;
  while (page.prev !== null && events.length < PANEL_CAPACITY && !events.some(({ id }) => id === start)) {
    page = await olderPage(client, page.prev);
    events = [...page.events, ...events];
  }
  const cut = start === undefined ? -1 : events.findIndex(({ id }) => id === start);
  return events.slice(cut + 1).slice(-PANEL_CAPACITY);
}

/** The log may have been trimmed or cleared up to here since the page before; then there is nothing older. */
async function olderPage(client: HistoryClient, before: string): Promise<HistoryAnswer> {
  try {
    return await client.history({ limit: limits.historyPage, before });
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return { success: true, events: [], next: null, prev: null };
    throw error;
  }
}

/** A log that starts anew, or was trimmed, does not know the old start of the view. */
async function isKnown(client: HistoryClient, id: string): Promise<boolean> {
  try {
    await client.history({ after: id, limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return false;
    throw error;
  }
}
