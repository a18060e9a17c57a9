import type { Activity } from './activity.ts';
import type { Bucket } from './bucket.ts';
import { STEPS } from './scale.ts';

/** From one step to another one, both included. */
export type Range = { readonly from: number; readonly to: number };

/** In milliseconds: from the first one up to the other one, which is not in it. */
export type Times = { readonly from: number; readonly to: number };

export function rangeOf(one: number, other: number): Range {
  return { from: Math.min(one, other), to: Math.max(one, other) };
}

export function timesOf({ from, to }: Range, stepLength: number): Times {
  return { from: from * stepLength, to: (to + 1) * stepLength };
}

/** The steps that have a part of this time. */
export function stepsOf({ from, to }: Times, stepLength: number): Range {
  return { from: Math.floor(from / stepLength), to: Math.ceil(to / stepLength) - 1 };
}

export function bucketsIn(activity: Activity, { from, to }: Range): readonly Bucket[] {
  const buckets: Bucket[] = [];
  for (let step = Math.max(from, activity.lastStep - STEPS + 1); step <= Math.min(to, activity.lastStep); step++) {
    const bucket = activity.at(step);
    if (bucket) buckets.push(bucket);
  }
  return buckets;
}

/** The next step that something came in, that way; undefined when there is none. */
export function nextBusy(activity: Activity, from: number, direction: 1 | -1): number | undefined {
  for (let step = from; step > activity.lastStep - STEPS && step <= activity.lastStep; step += direction)
    if (activity.at(step)) return step;
  return undefined;
}

/** The step that is meant by pointing at this one: the nearest one that something came in, if there is one so near. */
export function busyNear(activity: Activity, step: number, reach: number): number {
  for (let distance = 0; distance <= reach; distance++) {
    const found = [step - distance, step + distance].find((one) => activity.at(one));
    if (found !== undefined) return found;
  }
  return step;
}
