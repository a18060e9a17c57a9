import type { FileChanged } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';

export type Change = FileChanged['change'];

/** What identifies one state of a file; BigInt on Windows. */
export type FileState = Readonly<Record<'size' | 'ino' | 'mtimeMs' | 'ctimeMs', number | bigint>>;

/**
 * A save is over, and is announced, when the file looks the same twice this far apart: the announced file is the written
 * one, not the truncated one. Longer than the 4 ms in which the clock of a file system may stand still, and than most
 * pauses within one save; what goes on after a longer one is announced again.
 */
const QUIET_MS = 8;
/** New files wait longer: a temporary file that is gone by then is never heard of. */
const ADDED_HOLD_MS = 60;
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

/** `state` is what the file looked like when the wait began. */
type Pending = { readonly change: Change; readonly state: FileState | undefined; readonly since: number; readonly timer: NodeJS.Timeout };

export type ChangeWindowOptions = {
  readonly publish: (file: string, change: Change) => void;
  /** What the disk says of a file now, undefined when it is gone. Asked before a file is announced; it may block. */
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
    // The wait that is on looks at the file itself when it ends.
    if (before && before.change === merged && isEmpty(before.state) === isEmpty(state)) return;
    this.#forget(file);
    if (merged) this.#hold(file, { change: merged, state, since: before?.since ?? this.#clock() }, holdOf(merged, state));
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

  #hold(file: string, pending: Omit<Pending, 'timer'>, hold: number): void {
    const left = Math.max(0, Math.min(hold, pending.since + LONGEST_HOLD_MS - this.#clock()));
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
    if (!pending) return;
    const { change, since } = pending;
    const state = this.#stateOf(file);
    if (change === 'removed' && state) {
      // On a busy machine the removal may be due before chokidar has noticed that the file was put back.
      this.note(file, 'added', state);
      return;
    }
    this.#forget(file);
    // Of a file that is gone chokidar has yet to say so.
    const isOver = change === 'removed' || (state && identityOf(state) === identityOf(pending.state));
    if (!isOver && this.#clock() < since + LONGEST_HOLD_MS) this.#hold(file, { change, state, since }, holdOf('changed', state));
    else if (this.#isNews(file, change, state)) this.#publish(file, change);
  }

  /** False when this very state was announced last: two watches of one folder overlap while .gitignore rules change. */
  #isNews(file: string, change: Change, state: FileState | undefined): boolean {
    const identity = change === 'removed' ? REMOVED : identityOf(state);
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
  if (isEmpty(state)) return EMPTY_HOLD_MS;
  return change === 'added' ? ADDED_HOLD_MS : QUIET_MS;
}

function isEmpty(state: FileState | undefined): boolean {
  return state !== undefined && Number(state.size) === 0;
}

function identityOf(state: FileState | undefined): string | undefined {
  return state && `${state.ino}:${state.size}:${state.mtimeMs}:${state.ctimeMs}`;
}
