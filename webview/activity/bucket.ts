import type { HubEvent } from '../../src/shared/events.ts';
import { HUES, hueOf } from '../hue.ts';

/** More types in one moment are counted, and not named. */
const NAMED_TYPES = 50;

/** What came in one step of the strip. */
export type Bucket = {
  /** Which step, counted from 1970. */
  readonly step: number;
  total: number;
  /** By the hue of their types. */
  readonly hues: number[];
  readonly types: Map<string, Counter>;
};

type Counter = { readonly hue: number; count: number };

export function emptyBucket(step: number): Bucket {
  return { step, total: 0, hues: new Array<number>(HUES).fill(0), types: new Map() };
}

export function count(bucket: Bucket, { type }: HubEvent): void {
  const known = bucket.types.get(type);
  const counter = known ?? { hue: hueOf(type), count: 0 };
  if (!known && bucket.types.size < NAMED_TYPES) bucket.types.set(type, counter);
  counter.count++;
  bucket.total++;
  bucket.hues[counter.hue] = (bucket.hues[counter.hue] ?? 0) + 1;
}

export type Tally = { readonly total: number; readonly types: readonly (readonly [type: string, count: number])[] };

/** Several steps together, the commonest types first. */
export function tallyOf(buckets: readonly Bucket[]): Tally {
  const types = new Map<string, number>();
  for (const bucket of buckets) for (const [type, { count }] of bucket.types) types.set(type, (types.get(type) ?? 0) + count);
  return { total: buckets.reduce((sum, { total }) => sum + total, 0), types: [...types].sort(([, one], [, other]) => other - one) };
}
