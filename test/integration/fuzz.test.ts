import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { proveFuzz } from '../support/fuzz/run.ts';

const SEED = Number(process.env.DEV_SYNC_FUZZ_SEED ?? randomInt(2 ** 30));

test('10,000 random requests or more in a minute get proper answers, and the hub is well afterwards', { timeout: 300_000 }, (t) =>
  proveFuzz(t, { minutes: 1, requests: 10_000, seed: SEED }),
);
