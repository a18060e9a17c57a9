import { olderEvents } from '../../client/newestEvents.ts';
import { Bundle } from '../../shared/bundle.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { HubEvent, LoggedEvent } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { FEED_CAPACITY, type OlderEvents, PANEL_CHARACTERS, type PanelSnapshot, type Seam, SNAPSHOT_EVENTS } from '../../shared/panel.ts';
import { l10n } from '../l10n.ts';
import { eventBehind, type HistoryClient, tailOf } from './history.ts';

/** What the feed gives to a snapshot. */
export type FeedContent = Pick<PanelSnapshot, 'events' | 'older' | 'start' | 'seams'>;

/** What a view has to be told. */
export type FeedView = {
  onEvents(events: readonly HubEvent[]): void;
  onSeam(seam: Seam): void;
  /** Takes the place of everything that was told. */
  onReset(content: FeedContent): void;
};

/** A view that hears of everything behind its content, until it is disposed. */
export type FeedConnection = Disposable & { readonly content: FeedContent };

/** What of a log is shown. */
export type LogView = {
  /** Id of the event behind which the rows begin. */
  readonly viewStart: string | null;
  /** Lines between its rows, of what happened before this window came. */
  readonly seams: readonly Seam[];
};

/** Where the view begins: behind an event. Lines from before that time are not shown. */
type Start = { readonly id: string; readonly at: string };

const MOST_SEAMS = 200;
const nothing: OlderEvents = { events: [], older: null };

/**
 * The newest rows of the log, for all panels of this window. They are kept here because a hidden view is destroyed, and a hub that is
 * stopped or crashed cannot be asked.
 */
export class PanelFeed implements Disposable {
  readonly #views = new Set<FeedView>();
  #rows: LoggedEvent[] = [];
  #sizes: number[] = [];
  #characters = 0;
  /** Whether the log has nothing before the first row. */
  #isWhole = true;
  #start: Start | null = null;
  #seams: Seam[] = [];
  /** The line that stands first, though no rows are above it. */
  #headline: Seam | undefined;
  readonly #bundle = new Bundle<HubEvent>((events) => {
    for (const view of this.#views) view.onEvents(events);
  });
  /** Grows when all that views have is out of date. */
  #generation = 0;

  /** The content so far; `view` hears everything that comes after it. A view that is connected already begins anew. */
  connect(view: FeedView): FeedConnection {
    this.#bundle.flush();
    this.#views.add(view);
    return { content: this.#content, dispose: () => void this.#views.delete(view) };
  }

  /** Time of the newest row. */
  get lastRowAt(): string | undefined {
    return this.#rows.at(-1)?.timestamp;
  }

  /** Shows the newest events of a log, and nothing else. Answers the position from which the stream goes on. */
  async load(client: HistoryClient, { viewStart, seams }: LogView): Promise<string> {
    const first = viewStart === null ? null : await eventBehind(client, viewStart);
    const { events, isWhole } = await tailOf(client);
    this.#empty();
    for (const event of events) this.#keep(event);
    this.#isWhole &&= isWhole;
    this.#start = viewStart === null || first === null ? null : { id: viewStart, at: first?.timestamp ?? '' };
    this.#seams = this.#isWhole ? seams.filter((seam) => isBelow(this.#rows[0], seam)) : [...seams];
    this.#reset();
    return events.at(-1)?.id ?? this.#start?.id ?? 'earliest';
  }

  /** The log was deleted. */
  forget(seam: Seam): void {
    this.#empty();
    this.#start = null;
    this.#headline = seam;
    this.#reset();
  }

  push(event: HubEvent): void {
    if (event.id !== null) this.#keep(event as LoggedEvent);
    if (this.#views.size > 0) this.#bundle.push(event);
  }

  /** Without rows above it the line says nothing. */
  addSeam(seam: Seam): void {
    if (!isBelow(this.#rows[0], seam)) return;
    this.keepSeam(seam);
    this.#bundle.flush();
    if (this.#isInSight(seam)) for (const view of this.#views) view.onSeam(seam);
  }

  /** For what begins anew; views that are there hear nothing of it. */
  keepSeam(seam: Seam): void {
    this.#seams = [...this.#seams, seam].slice(-MOST_SEAMS);
  }

  /**
   * What lies before an event and behind the start.
   *
   * @param client for what is not here any more; it may throw when no hub is on
   */
  async older(before: string, client: () => HistoryClient): Promise<OlderEvents> {
    const at = this.#rows.findIndex(({ id }) => id === before);
    if (at > this.#first) return this.#pageBefore(at);
    if (at >= 0 && this.#hasAll) return nothing;
    const generation = this.#generation;
    const page = await olderEvents(client(), before, this.#start?.id ?? null);
    // No empty page: a view whose clear was undone meanwhile would take it for the beginning of the log.
    if (generation !== this.#generation) throw new DevSyncError('internal-error', { message: l10n.t('The view has begun anew.') });
    return page;
  }

  /** The view begins behind this event, at the beginning of the log for null. @param by knows it already */
  setStart(id: string | null, by?: FeedView): void {
    this.#bundle.flush();
    this.#start = id === null ? null : { id, at: this.#rows.find((row) => row.id === id)?.timestamp ?? '' };
    this.#headline = undefined;
    this.#reset(by);
  }

  dispose(): void {
    this.#views.clear();
    this.#bundle.drop();
  }

  get #content(): FeedContent {
    const seams = this.#seams.filter((seam) => this.#isInSight(seam));
    return {
      ...this.#pageBefore(this.#rows.length),
      start: this.#start?.id ?? null,
      seams: this.#headline ? [this.#headline, ...seams] : seams,
    };
  }

  /** Place of the first row behind the start. */
  get #first(): number {
    const id = this.#start?.id;
    return id === undefined ? 0 : this.#rows.findLastIndex((row) => row.id === id) + 1;
  }

  /** Whether all that the log has behind the start is here. */
  get #hasAll(): boolean {
    return this.#isWhole || this.#first > 0;
  }

  #pageBefore(end: number): OlderEvents {
    const first = this.#first;
    const begin = Math.max(first, end - SNAPSHOT_EVENTS);
    const events = this.#rows.slice(begin, end);
    return { events, older: begin > first || !this.#hasAll ? (events[0]?.id ?? null) : null };
  }

  #isInSight(seam: Seam): boolean {
    if (this.#start && seam.at < this.#start.at) return false;
    return !this.#hasAll || isBelow(this.#rows[this.#first], seam);
  }

  #reset(by?: FeedView): void {
    this.#generation++;
    const content = this.#content;
    for (const view of this.#views) if (view !== by) view.onReset(content);
  }

  #empty(): void {
    this.#bundle.drop();
    this.#drop(this.#rows.length);
    this.#isWhole = true;
    this.#seams = [];
    this.#headline = undefined;
  }

  #keep(event: LoggedEvent): void {
    const size = JSON.stringify(event.data).length;
    this.#rows.push(event);
    this.#sizes.push(size);
    this.#characters += size;
    // Dropped in groups, since moving the array for every event would cost more than the event.
    if (this.#rows.length > FEED_CAPACITY * 1.2 || this.#characters > PANEL_CHARACTERS) {
      this.#drop(Math.max(this.#rows.length - FEED_CAPACITY, Math.ceil(this.#rows.length / 6)));
    }
  }

  #drop(count: number): void {
    this.#isWhole = false;
    this.#rows.splice(0, count);
    for (const size of this.#sizes.splice(0, count)) this.#characters -= size;
  }
}

function isBelow(row: LoggedEvent | undefined, seam: Seam): boolean {
  return row !== undefined && row.timestamp <= seam.at;
}
