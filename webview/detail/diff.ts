import { isJsonObject, type JsonObject, type JsonValue, plainNumber } from '../../src/shared/json.ts';
import { type Step, scriptPath } from './path.ts';

/** One difference: what was there is `before`, what is there now is `after`. */
export type Change =
  | { readonly kind: 'added'; readonly path: string; readonly after: JsonValue }
  | { readonly kind: 'removed'; readonly path: string; readonly before: JsonValue }
  | { readonly kind: 'changed'; readonly path: string; readonly before: JsonValue; readonly after: JsonValue };

export type Diff = {
  readonly changes: readonly Change[];
  /** Differences that are not listed. */
  readonly left: number;
};

/** Lists with more pairs of items than this are compared place by place. */
const MOST_PAIRS = 10_000;
/** So many values are looked at to match the items of lists; after that all is compared place by place, as far as it is not yet. */
const MOST_LOOKS = 1_000_000;

type Found = { readonly changes: Change[]; readonly most: number; left: number; looks: number };
/** A step, and those before it. */
type Place = Step & { readonly outer: Place | null };
type Pair = readonly [before: number | null, after: number | null];
/** So many equal items, from a place in each list. */
type Run = readonly [before: number, after: number, length: number];
type List = readonly JsonValue[];

/**
 * What makes `after` another value than `before`, at most so many differences. Items of lists are told by their place in `after`; those that
 * are in both lists are matched first, so that one at the beginning does not make all others differ. Its time grows with the size of both,
 * however deep they are.
 */
export function diffOf(before: JsonObject, after: JsonObject, most: number): Diff {
  const found: Found = { changes: [], most, left: 0, looks: MOST_LOOKS };
  compareObjects(before, after, null, found);
  return { changes: found.changes, left: found.left };
}

function compare(before: JsonValue, after: JsonValue, place: Place, found: Found): void {
  if (isList(before) && isList(after)) compareLists(before, after, place, found);
  else if (isJsonObject(before) && isJsonObject(after)) compareObjects(before, after, place, found);
  else if (!isSameLeaf(before, after)) add(found, () => ({ kind: 'changed', path: pathOf(place), before, after }));
}

function compareObjects(before: JsonObject, after: JsonObject, outer: Place | null, found: Found): void {
  for (const key of Object.keys(after)) {
    const place = { key, isIndex: false, outer };
    const now = after[key] ?? null;
    if (Object.hasOwn(before, key)) compare(before[key] ?? null, now, place, found);
    else add(found, () => ({ kind: 'added', path: pathOf(place), after: now }));
  }
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) continue;
    add(found, () => ({ kind: 'removed', path: pathOf({ key, isIndex: false, outer }), before: before[key] ?? null }));
  }
}

function compareLists(before: List, after: List, outer: Place, found: Found): void {
  for (const [from, to] of pairsOf(before, after, found)) {
    const place = { key: String(to ?? from), isIndex: true, outer };
    if (from !== null && to !== null) compare(before[from] ?? null, after[to] ?? null, place, found);
    else if (to !== null) add(found, () => ({ kind: 'added', path: pathOf(place), after: after[to] ?? null }));
    else if (from !== null) add(found, () => ({ kind: 'removed', path: pathOf(place), before: before[from] ?? null }));
  }
}

function add(found: Found, change: () => Change): void {
  if (found.changes.length < found.most) found.changes.push(change());
  else found.left++;
}

function pathOf(place: Place): string {
  const steps: Step[] = [];
  for (let at: Place | null = place; at; at = at.outer) steps.push(at);
  return scriptPath(steps.reverse());
}

/** Which items belong together, without those that are known to be equal. */
function* pairsOf(before: List, after: List, found: Found): Generator<Pair> {
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo, length] of [...equalRuns(before, after, found), [before.length, after.length, 0] as const]) {
    for (; from < nextFrom || to < nextTo; from++, to++) yield [from < nextFrom ? from : null, to < nextTo ? to : null];
    [from, to] = [nextFrom + length, nextTo + length];
  }
}

/** Equal items in the order of both lists: those at both ends, and in between as many as there can be. None when there is no time for it. */
function equalRuns(before: List, after: List, found: Found): readonly Run[] {
  if (found.looks <= 0) return [];
  const isEqualAt = (from: number, to: number): boolean => isEqual(before[from] ?? null, after[to] ?? null, found);
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isEqualAt(start, start)) start++;
  let end = 0;
  while (end < shorter - start && isEqualAt(before.length - 1 - end, after.length - 1 - end)) end++;
  const inner = longestCommon([before.length - start - end, after.length - start - end], (from, to) => isEqualAt(start + from, start + to));
  if (found.looks <= 0) return [];
  return [
    [0, 0, start],
    ...inner.map(([from, to]) => [start + from, start + to, 1] as const),
    [before.length - end, after.length - end, end],
  ];
}

/** The longest common subsequence; of long lists none, since it takes time by the product of their lengths. */
function longestCommon(
  [before, after]: readonly [number, number],
  isEqualAt: (from: number, to: number) => boolean,
): readonly (readonly [number, number])[] {
  if (before * after > MOST_PAIRS) return [];
  const width = after + 1;
  /** How many are common behind each pair of places. */
  const lengths = new Uint16Array((before + 1) * width);
  const at = (from: number, to: number): number => lengths[from * width + to] ?? 0;
  for (let from = before - 1; from >= 0; from--)
    for (let to = after - 1; to >= 0; to--)
      lengths[from * width + to] = isEqualAt(from, to) ? at(from + 1, to + 1) + 1 : Math.max(at(from + 1, to), at(from, to + 1));
  const common: (readonly [number, number])[] = [];
  let [from, to] = [0, 0];
  while (from < before && to < after) {
    if (isEqualAt(from, to)) common.push([from++, to++]);
    else if (at(from + 1, to) >= at(from, to + 1)) from++;
    else to++;
  }
  return common;
}

/** Whether there is no difference; false as well when there is no time to find out. */
function isEqual(one: JsonValue, other: JsonValue, found: Found): boolean {
  if (found.looks-- <= 0) return false;
  if (isList(one)) return isList(other) && one.length === other.length && one.every((item, at) => isEqual(item, other[at] ?? null, found));
  if (!isJsonObject(one)) return isSameLeaf(one, other);
  if (!isJsonObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key] ?? null, other[key] ?? null, found))
  );
}

/** Of two numbers, those that are kept as their text among them, the text counts. */
function isSameLeaf(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  const isKept = typeof one === 'object' || typeof other === 'object';
  return isKept && isNumber(one) && isNumber(other) && JSON.stringify(one) === JSON.stringify(other);
}

function isNumber(value: JsonValue): boolean {
  return typeof plainNumber(value) === 'number';
}

function isList(value: JsonValue): value is List {
  return Array.isArray(value);
}
