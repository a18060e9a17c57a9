import type { FileChanged } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';

export type Change = FileChanged['change'];

/** What identifies one state of a file; BigInt on Windows. */
export type FileState = Readonly<Record<'size' | 'ino' | 'mtimeMs' | 'ctimeMs', number | bigint>>;

/**
 * How long a change waits for others of the same save. Trailing, not leading: the announced file is the written one, not
 * the truncated one, and a temporary file that is gone by then is never heard of. Longer than the 50 ms after which
 * chokidar repeats a change, and below the 100 ms in which a save feels immediate.
 */
const SETTLE_MS = 60;
/** A file that vanished is often about to be replaced: editors rename the old one away first. */
const REMOVED_HOLD_MS = 100;
/** An empty file is most often one whose content is still on its way. */
const EMPTY_HOLD_MS = 250;
/** No change waits longer than this, however busy the file is. */
const LONGEST_HOLD_MS = 400;
/** Publishing goes on in the next turn of the event loop after this long, so that a burst does not hold up streams. */
const SLICE_MS = 5;
/** In place of the state of a file that is gone. */
const REMOVED = 'removed';
/** Files of which the last announced state is remembered. */
const REMEMBERED_FILES = 10_000;

type Pending = { change: Change; state: FileState | undefined; hold: number; since: number; timer: NodeJS.Timeout };

export type ChangeWindowOptions = {
  readonly publish: (file: string, change: Change) => void;
  /** What the disk says of a file now, undefined when it is gone. Asked for removed files only, so it may block. */
  readonly stateOf: (file: string) => FileState | undefined;
  /** Milliseconds, monotonic. */
  readonly clock?: () => number;
};

/** Merges what happens to a file within a moment into the one change that it amounts to. */
export class ChangeWindow implements Disposable {
  readonly #publish: (file: string, change: Change) => void;
  readonly #stateOf: (file: string) => FileState | undefined;
  readonly #clock: () => number;
  readonly #pending = new Map<string, Pending>();
  readonly #due = new Set<string>();
  readonly #announced = new Map<string, string>();
  #drain: NodeJS.Immediate | undefined;

  constructor({ publish, stateOf, clock = () => performance.now() }: ChangeWindowOptions) {
    this.#publish = publish;
    this.#stateOf = stateOf;
    this.#clock = clock;
  }

  note(file: string, change: Change, state?: FileState): void {
    const before = this.#pending.get(file);
    const merged = mergeChanges(before?.change, change === 'added' && this.#isKnown(file) ? 'changed' : change);
    const hold = merged && holdOf(merged, state);
    if (before && merged && before.hold === hold) {
      before.change = merged;
      before.state = state;
      return;
    }
    this.#forget(file);
    if (merged && hold) this.#hold(file, { change: merged, state, hold, since: before?.since ?? this.#clock() });
  }

  /** What has not been published by now is dropped. */
  dispose(): void {
    for (const file of this.#pending.keys()) this.#forget(file);
    clearImmediate(this.#drain);
    this.#drain = undefined;
  }

  /** Whether listeners have heard of the file and not of its end; adding it again would let its removal cancel out. */
  #isKnown(file: string): boolean {
    return (this.#announced.get(file) ?? REMOVED) !== REMOVED;
  }

  #hold(file: string, pending: Omit<Pending, 'timer'>): void {
    const left = Math.max(0, Math.min(pending.hold, pending.since + LONGEST_HOLD_MS - this.#clock()));
    const timer = setTimeout(() => this.#fallDue(file), left).unref();
    this.#pending.set(file, { ...pending, timer });
  }

  #forget(file: string): void {
    clearTimeout(this.#pending.get(file)?.timer);
    this.#pending.delete(file);
    this.#due.delete(file);
  }

  // After a stall of the event loop all timers fire together. What chokidar held back for the same file may come after
  // this one; an immediate runs after all of them, so both are still one change.
  #fallDue(file: string): void {
    this.#due.add(file);
    this.#drain ??= setImmediate(() => this.#publishDue());
  }

  #publishDue(): void {
    this.#drain = undefined;
    const end = this.#clock() + SLICE_MS;
    for (const file of this.#due) {
      this.#settle(file);
      if (this.#clock() >= end) break;
    }
    if (this.#due.size > 0) this.#drain ??= setImmediate(() => this.#publishDue());
  }

  #settle(file: string): void {
    const pending = this.#pending.get(file);
    // On a busy machine the removal may be due before chokidar has noticed that the file was put back.
    const state = pending?.change === 'removed' ? this.#stateOf(file) : undefined;
    if (state) {
      this.note(file, 'added', state);
      return;
    }
    this.#forget(file);
    if (pending && this.#isNews(file, pending)) this.#publish(file, pending.change);
  }

  /** False when this very state was announced last: two watches of one folder overlap while .gitignore rules change. */
  #isNews(file: string, { change, state }: Pending): boolean {
    const identity = change === 'removed' ? REMOVED : state && `${state.ino}:${state.size}:${state.mtimeMs}:${state.ctimeMs}`;
    const isNews = identity === undefined || this.#announced.get(file) !== identity;
    this.#announced.delete(file);
    if (identity !== undefined) this.#announced.set(file, identity);
    if (this.#announced.size > REMEMBERED_FILES) this.#announced.delete(this.#announced.keys().next().value ?? '');
    return isNews;
  }
}

/** What two changes in a row amount to; undefined when nothing is left of them. */
export function mergeChanges(first: Change | undefined, second: Change): Change | undefined {
  if (first === undefined) return second;
  if (second === 'removed') return first === 'added' ? undefined : 'removed';
  return first === 'added' ? 'added' : 'changed';
}

function holdOf(change: Change, state: FileState | undefined): number {
  if (change === 'removed') return REMOVED_HOLD_MS;
  return state && Number(state.size) === 0 ? EMPTY_HOLD_MS : SETTLE_MS;
}
