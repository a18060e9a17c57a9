import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { proveChaos } from '../support/chaos/run.ts';

/** About two and a half minutes on two cores. A seed that was printed repeats the choices of a run, though not its timing. */
const EVENTS = Number(process.env.SOAK_EVENTS ?? 500_000);
const KILLS = Number(process.env.SOAK_KILLS ?? 200);
const SEED = Number(process.env.SOAK_SEED ?? randomInt(2 ** 31));
const TIMEOUT_MS = 60 * 60_000;

test(`${KILLS} kills while ${EVENTS} events are posted: nothing acknowledged is lost, nothing comes twice`, { timeout: TIMEOUT_MS }, (t) =>
  proveChaos(t, { events: EVENTS, kills: KILLS, seed: SEED }),
);
