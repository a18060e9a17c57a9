import { randomFillSync } from 'node:crypto';

const TAG_BYTES = 8;
/** Asking the system for eight bytes costs more than an event does; asking once for many costs nothing. */
const POOL_BYTES = 512 * TAG_BYTES;

/** Answers 64 random bits at a time, in hexadecimal. */
export function createRandomTags(): () => string {
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  return () => {
    if (at === POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    at += TAG_BYTES;
    return pool.toString('hex', at - TAG_BYTES, at);
  };
}
