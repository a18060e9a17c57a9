import { limits } from '../../../src/shared/api.ts';
import type { PanelMemory, Seam } from '../../../src/shared/panel.ts';
import { readPanelMemory } from '../../../src/shared/panelMemory.ts';
import { readSavedView, type SavedView } from '../host.ts';

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const MOST_STARTS = 50;
const MOST_SEAMS = 200;

/** What a dashboard finds again: in its tab what concerns the view, in the browser what the person keeps, where no other program shares that. */
export class PageStore {
  readonly #tab: Place;
  /** Where the memory is. */
  readonly #kept: Place;
  readonly #path: string;

  /** @param path that of the page: behind some proxies several hubs share one origin */
  constructor({ tab, browser, path }: { readonly tab: Place; readonly browser: Place; readonly path: string }) {
    this.#tab = tab;
    // Whoever else lies below a path of this origin reads its storage, and pins are whole events.
    this.#kept = path === '/' ? browser : tab;
    this.#path = path;
  }

  /** Name under which something of this hub is kept. */
  keyOf(name: string): string {
    return `dev-sync ${this.#path} ${name}`;
  }

  get view(): Partial<SavedView> {
    return readSavedView(parsed(this.#tab.getItem(this.keyOf('view'))));
  }

  set view(view: SavedView) {
    this.#tab.setItem(this.keyOf('view'), JSON.stringify({ ...view, drafts: fitting(view.drafts) }));
  }

  /** Id of the event behind which the rows of this tab begin. */
  get start(): string | null {
    return this.#tab.getItem(this.keyOf('start'));
  }

  set start(id: string | null) {
    if (id === null) this.#tab.removeItem(this.keyOf('start'));
    else this.#tab.setItem(this.keyOf('start'), id);
  }

  get memory(): PanelMemory {
    return readPanelMemory(parsed(this.#kept.getItem(this.keyOf('memory'))));
  }

  set memory(memory: PanelMemory) {
    this.#kept.setItem(this.keyOf('memory'), JSON.stringify(memory));
  }

  /** When hubs of this log began that followed another one, as this tab saw it. */
  get restarts(): readonly string[] {
    return this.#starts.slice(1);
  }

  /** Answers whether this start is new here and follows another one. */
  noteStart(at: string): boolean {
    const before = this.#starts;
    if (before.includes(at)) return false;
    this.#tab.setItem(this.keyOf('starts'), JSON.stringify([...before, at].slice(-MOST_STARTS)));
    return before.length > 0;
  }

  /** Lines between rows of this tab, beside those of restarts. */
  get seams(): readonly Seam[] {
    const seams = parsed(this.#tab.getItem(this.keyOf('seams')));
    return Array.isArray(seams) ? seams.filter(isSeam) : [];
  }

  keepSeam(seam: Seam): void {
    this.#tab.setItem(this.keyOf('seams'), JSON.stringify([...this.seams, seam].slice(-MOST_SEAMS)));
  }

  /** Another log is shown from now on. */
  forgetLog(): void {
    this.#tab.removeItem(this.keyOf('seams'));
    this.#tab.removeItem(this.keyOf('starts'));
    this.start = null;
  }

  get #starts(): readonly string[] {
    const starts = parsed(this.#tab.getItem(this.keyOf('starts')));
    return Array.isArray(starts) ? starts.filter((start) => typeof start === 'string') : [];
  }
}

/** Of the drafts, newest first, what is no larger than an event: there might be no room for more, and then for nothing else. */
function fitting(drafts: SavedView['drafts']): SavedView['drafts'] {
  const kept: SavedView['drafts'][number][] = [];
  let room = limits.eventBytes;
  for (const seed of drafts.toReversed()) {
    const { length } = seed.draft.data;
    if (length > room) continue;
    room -= length;
    kept.unshift(seed);
  }
  return kept;
}

function isSeam(value: unknown): value is Seam {
  if (typeof value !== 'object' || value === null) return false;
  const { at, text } = value as Record<string, unknown>;
  return typeof at === 'string' && typeof text === 'string';
}

/** Another version may have written it. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
