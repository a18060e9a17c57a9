import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptSeams } from '../../../../src/extension/panel/keptSeams.ts';
import { createMemento } from '../../../support/memento.ts';

const seam = (minute: number) => ({ at: new Date(minute * 60_000).toISOString(), text: `paused ${minute}` });
const hubOf = (dataDir: string) => ({ dataDir, url: 'http://localhost:4848' });

test('lines are kept with the log that is shown', () => {
  const memento = createMemento();
  const seams = new KeptSeams(memento);
  assert.deepEqual(seams.open(hubOf('/shop')), []);
  seams.keep(seam(1));
  assert.deepEqual(seams.open(hubOf('/api')), []);
  seams.keep(seam(2));
  const reloaded = new KeptSeams(memento);
  assert.deepEqual([reloaded.open(hubOf('/api')), reloaded.open(hubOf('/shop'))], [[seam(2)], [seam(1)]]);
});

test('a line of no log is not kept', () => {
  const seams = new KeptSeams(createMemento());
  seams.keep(seam(1));
  assert.deepEqual(seams.open(hubOf('/shop')), []);
});

test('the newest two hundred are kept', () => {
  const seams = new KeptSeams(createMemento());
  seams.open(hubOf('/shop'));
  for (let minute = 1; minute <= 250; minute++) seams.keep(seam(minute));
  const kept = seams.open(hubOf('/shop'));
  assert.deepEqual([kept.length, kept.at(-1)], [200, seam(250)]);
});
