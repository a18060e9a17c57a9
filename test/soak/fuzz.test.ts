import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { proveFuzz } from '../support/fuzz/run.ts';

const MINUTES = Number(process.env.DEV_SYNC_FUZZ_MINUTES ?? 30);
/** One that a run printed repeats its choices, though not its timing. */
const SEED = Number(process.env.DEV_SYNC_FUZZ_SEED ?? randomInt(2 ** 30));

test(
  `random requests for ${MINUTES} minutes get proper answers, and the hub neither ends nor grows`,
  { timeout: (MINUTES + 10) * 60_000 },
  (t) => proveFuzz(t, { minutes: MINUTES, requests: 10_000, seed: SEED }),
);
