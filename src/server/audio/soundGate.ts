import type { BlockLevel } from './level.ts';
import { toDb } from './level.ts';

/** Sound is what stands out of the noise by so much … */
const ABOVE_NOISE_DB = 9;
/** … and is no whisper of the electronics. */
const LEAST_DB = -50;
const START_MS = 60;
const STOP_MS = 500;
/** The noise floor is learnt: it follows quieter moments quickly and louder ones slowly. */
const FLOOR_FALL = 0.1;
const FLOOR_RISE_DB_PER_SECOND = 1;
const FIRST_FLOOR_DB = -60;
/** A steady noise louder than this is a sound all the same. */
const LOUDEST_FLOOR_DB = -40;

/** The beginning or the end of a sound. `at` is when it really began or ended, Unix milliseconds. */
export type SoundEdge =
  | { readonly kind: 'started'; readonly at: number }
  | { readonly kind: 'stopped'; readonly at: number; readonly durationMs: number };

/** An energy gate: tells sound from background noise, with 60 ms to start and 500 ms to stop. It does not know speech. */
export class SoundGate {
  #floorDb = FIRST_FLOOR_DB;
  #startedAt: number | undefined;
  /** Milliseconds of loud blocks in a row before the start, of quiet ones before the stop. */
  #pendingMs = 0;

  update(block: BlockLevel, sampleRate: number): SoundEdge | undefined {
    const ms = (1000 * block.samples) / sampleRate;
    const levelDb = toDb(Math.sqrt(block.sumSquares / block.samples));
    const isLoud = levelDb > LEAST_DB && levelDb > this.#floorDb + ABOVE_NOISE_DB;
    this.#learn(levelDb, ms);
    const isOpen = this.#startedAt !== undefined;
    this.#pendingMs = isLoud === isOpen ? 0 : this.#pendingMs + ms;
    if (this.#startedAt === undefined) return this.#pendingMs >= START_MS ? this.#start(block.at) : undefined;
    return this.#pendingMs >= STOP_MS ? this.#stop(block.at, this.#startedAt) : undefined;
  }

  /** The sound that is under way ends here, because listening does. */
  end(at: number): SoundEdge | undefined {
    return this.#startedAt === undefined ? undefined : this.#stop(at, this.#startedAt);
  }

  #start(at: number): SoundEdge {
    this.#startedAt = at - this.#pendingMs;
    this.#pendingMs = 0;
    return { kind: 'started', at: this.#startedAt };
  }

  #stop(at: number, startedAt: number): SoundEdge {
    const stoppedAt = at - this.#pendingMs;
    this.#startedAt = undefined;
    this.#pendingMs = 0;
    return { kind: 'stopped', at: stoppedAt, durationMs: stoppedAt - startedAt };
  }

  #learn(levelDb: number, ms: number): void {
    const risen = this.#floorDb + (FLOOR_RISE_DB_PER_SECOND * ms) / 1000;
    const next = levelDb < this.#floorDb ? this.#floorDb + (levelDb - this.#floorDb) * FLOOR_FALL : Math.min(levelDb, risen);
    this.#floorDb = Math.min(next, LOUDEST_FLOOR_DB);
  }
}
