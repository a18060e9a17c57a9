import { type MeterFrame, SILENCE_DB } from '../../src/shared/listening.ts';

const BUCKET_MS = 100;
/** 30 s. */
export const HISTORY_BUCKETS = 300;

/** The loudest moment of every tenth of a second in the last half minute. */
export class LevelHistory {
  readonly #rms = new Float32Array(HISTORY_BUCKETS).fill(SILENCE_DB);
  readonly #peak = new Float32Array(HISTORY_BUCKETS).fill(SILENCE_DB);
  /** Number of the newest bucket since 1970. */
  #newest: number | null = null;

  /** Changes when everything moves by one. */
  get newest(): number | null {
    return this.#newest;
  }

  add({ t, rmsDb, peakDb }: Pick<MeterFrame, 't' | 'rmsDb' | 'peakDb'>): void {
    const bucket = Math.floor(t / BUCKET_MS);
    // Frames come in order: a time of the past means that the clock was put back.
    if (this.#newest === null || bucket < this.#newest) this.clear();
    this.#advance(bucket);
    const index = bucket % HISTORY_BUCKETS;
    this.#rms[index] = Math.max(this.#rms[index] ?? SILENCE_DB, rmsDb);
    this.#peak[index] = Math.max(this.#peak[index] ?? SILENCE_DB, peakDb);
  }

  clear(): void {
    this.#newest = null;
    this.#rms.fill(SILENCE_DB);
    this.#peak.fill(SILENCE_DB);
  }

  /** Visits the buckets, the oldest first; position 299 is the newest. */
  each(visit: (position: number, rmsDb: number, peakDb: number) => void): void {
    const first = (this.#newest ?? 0) + 1;
    for (let position = 0; position < HISTORY_BUCKETS; position++) {
      const index = (first + position) % HISTORY_BUCKETS;
      visit(position, this.#rms[index] ?? SILENCE_DB, this.#peak[index] ?? SILENCE_DB);
    }
  }

  /** Empties the buckets that no frame came for. */
  #advance(bucket: number): void {
    const from = Math.max((this.#newest ?? bucket - 1) + 1, bucket - HISTORY_BUCKETS + 1);
    for (let next = from; next <= bucket; next++) {
      this.#rms[next % HISTORY_BUCKETS] = SILENCE_DB;
      this.#peak[next % HISTORY_BUCKETS] = SILENCE_DB;
    }
    this.#newest = bucket;
  }
}
