import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRetention } from '../../src/shared/api.ts';
import { type FanoutLoad, faultsUnder } from '../support/fanoutLoad.ts';
import { startKillableHub } from '../support/killableHub.ts';

/** All of it stays in the log until it was compared. */
const retention = { ...defaultRetention, maxEvents: 2 * defaultRetention.maxEvents };

/** The loads of the bench, without its clock: `npm run bench -- --only=fanout` says how fast this is. */
const loads: Readonly<Record<string, FanoutLoad>> = {
  'to one subscriber': { subscribers: 1, publishers: 8, events: 20_000 },
  'to 10 subscribers': { subscribers: 10, publishers: 8, events: 20_000 },
  'to 100 subscribers': { subscribers: 100, publishers: 8, events: 15_000 },
  'in posts of 20': { subscribers: 10, publishers: 8, events: 100_000, batch: 20 },
  'of 8 KB, beside a subscriber that never reads': { subscribers: 5, publishers: 8, events: 5000, padBytes: 8000, sleepers: 1 },
  'in one burst of 100,000 to one subscriber': { subscribers: 1, publishers: 8, events: 100_000, batch: 5 },
};

for (const [name, load] of Object.entries(loads)) {
  test(`events arrive once, all of them and in one order: ${name}`, async () => {
    await using hub = await startKillableHub({ retention });
    assert.deepEqual(await faultsUnder(hub.port, load), []);
  });
}
