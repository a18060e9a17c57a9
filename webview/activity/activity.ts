import type { Query } from '../../src/shared/query/query.ts';
import { passes } from '../filter.ts';
import type { Row } from '../row.ts';
import { ChunkedList } from '../rows/chunkedList.ts';
import { type Bucket, count, emptyBucket } from './bucket.ts';
import { STEPS, stepLengthFor, stepLengths, timeOf } from './scale.ts';

/** More marks would be a wall. The newest ones stay. */
const SEAMS = 100;

export type Source = {
  readonly rows: ChunkedList<Row>;
  /** Which of these rows count. */
  readonly query: Query;
  /** When this is another one, the rows are others. */
  readonly identity: unknown;
  /** How many of the rows are seams: one that comes late stands between rows that were looked at before. */
  readonly seamCount: number;
};

/**
 * How many events came when, over the last steps up to the newest one: it stands still while nothing comes. Rows that come at either
 * end are counted one by one; only where the list changed otherwise all of them are looked at, from the newest back to the first step. Rows
 * that leave the list for want of room stay counted.
 */
export class Activity {
  #rows: ChunkedList<Row> = ChunkedList.empty;
  #identity: unknown;
  #firstKey = 0;
  #lastKey = 0;
  #buckets: (Bucket | undefined)[] = [];
  #seams: number[] = [];
  #seamCount = 0;
  #stepLength: number = stepLengths[0];
  #lastStep = 0;

  /** How long a step is, in milliseconds. */
  get stepLength(): number {
    return this.#stepLength;
  }

  /** The newest step, counted from 1970, at the right edge; the left edge is `STEPS` - 1 before it. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** When the stream was interrupted, in milliseconds. */
  get seams(): readonly number[] {
    return this.#seams;
  }

  /** How many came in the busiest step. */
  get peak(): number {
    return this.#buckets.reduce((peak, bucket) => Math.max(peak, bucket && this.#isInside(bucket.step) ? bucket.total : 0), 0);
  }

  /** What came in a step; undefined for nothing. */
  at(step: number): Bucket | undefined {
    const bucket = this.#buckets[step % STEPS];
    return bucket?.step === step && this.#isInside(step) ? bucket : undefined;
  }

  /** Takes the rows as they are now. Answers whether anything changed. */
  follow(source: Source): boolean {
    const { rows, identity } = source;
    if (rows === this.#rows && identity === this.#identity) return false;
    const isGrown = identity === this.#identity && this.#hasOnlyGrown(rows);
    const stepLength = stepLengthFor(rows, isGrown ? this.#stepLength : 0);
    const isCounted = isGrown && stepLength === this.#stepLength && this.#takeNewer(source);
    if (isCounted) this.#takeOlder(source);
    else this.#takeAll(source, stepLength);
    this.#rows = rows;
    this.#identity = identity;
    this.#seamCount = source.seamCount;
    this.#firstKey = rows.at(0)?.key ?? 0;
    this.#lastKey = rows.at(-1)?.key ?? 0;
    return true;
  }

  /** At its ends. Keys grow from row to row and are never given twice. */
  #hasOnlyGrown(rows: ChunkedList<Row>): boolean {
    return (rows.at(0)?.key ?? Number.POSITIVE_INFINITY) <= this.#lastKey && (rows.at(-1)?.key ?? 0) >= this.#lastKey;
  }

  /** False when a row is from before the strip, since the clock was set back, or when a seam came between older rows. */
  #takeNewer({ rows, query, seamCount }: Source): boolean {
    let seams = this.#seamCount;
    for (const row of rows.slice(rows.firstIndex(({ key }) => key > this.#lastKey))) {
      const time = timeOf(row);
      if (time < this.#firstTime) return false;
      if (row.kind === 'seam') seams++;
      this.#lastStep = Math.max(this.#lastStep, Math.floor(time / this.#stepLength) || 0);
      if (passes(row, query)) this.#take(row, time);
    }
    return seamCount <= seams;
  }

  /** Those that came in above the first row. */
  #takeOlder({ rows, query }: Source): void {
    this.#takeBackwards(
      rows.slice(
        0,
        rows.firstIndex(({ key }) => key >= this.#firstKey),
      ),
      query,
    );
  }

  #takeAll({ rows, query }: Source, stepLength: number): void {
    this.#buckets = [];
    this.#seams = [];
    this.#stepLength = stepLength;
    this.#lastStep = Math.floor(timeOf(rows.at(-1)) / stepLength) || 0;
    this.#takeBackwards(rows, query);
  }

  /** What lies before the strip is not looked at. */
  #takeBackwards(rows: ChunkedList<Row>, query: Query): void {
    for (const row of rows.backwards()) {
      const time = timeOf(row);
      if (time < this.#firstTime) break;
      if (passes(row, query)) this.#take(row, time);
    }
  }

  #take(row: Row, time: number): void {
    if (row.kind === 'seam') {
      // A seam above the first row comes again with older rows.
      if (!this.#seams.includes(time)) this.#seams = [...this.#seams, time].slice(-SEAMS);
      return;
    }
    const step = Math.floor(time / this.#stepLength);
    if (!this.#isInside(step)) return;
    let bucket = this.#buckets[step % STEPS];
    if (bucket?.step !== step) {
      bucket = emptyBucket(step);
      this.#buckets[step % STEPS] = bucket;
    }
    count(bucket, row.event);
  }

  get #firstTime(): number {
    return (this.#lastStep - STEPS + 1) * this.#stepLength;
  }

  #isInside(step: number): boolean {
    return step <= this.#lastStep && step > this.#lastStep - STEPS;
  }
}
