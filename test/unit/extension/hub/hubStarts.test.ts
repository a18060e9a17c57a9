import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubStarts } from '../../../../src/extension/hub/hubStarts.ts';
import { createMemento } from '../../../support/memento.ts';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const hubOf = (dataDir: string | null, minute: number, port = 4848) => ({
  dataDir,
  startedAt: at(minute),
  url: `http://localhost:${port}`,
});
const restartsOf = (starts: HubStarts, dataDir: string) => starts.restartsOf(hubOf(dataDir, 0));

test('the first hub of a log follows none, the next one does', () => {
  const starts = new HubStarts(createMemento());
  assert.equal(starts.note(hubOf('/shop', 1)), false);
  assert.equal(starts.note(hubOf('/shop', 2)), true);
  assert.deepEqual(restartsOf(starts, '/shop'), [at(2)]);
});

test('a hub is noted once, also when the window was loaded again', () => {
  const memento = createMemento();
  for (const minute of [1, 2]) new HubStarts(memento).note(hubOf('/shop', minute));
  assert.equal(new HubStarts(memento).note(hubOf('/shop', 2)), false);
  assert.deepEqual(restartsOf(new HubStarts(memento), '/shop'), [at(2)]);
});

test('a hub of another log follows none of this one', () => {
  const starts = new HubStarts(createMemento());
  for (const hub of [hubOf('/shop', 1), hubOf('/api', 2), hubOf(null, 3)]) assert.equal(starts.note(hub), false);
  assert.equal(starts.note(hubOf('/shop', 4)), true);
  assert.deepEqual([restartsOf(starts, '/shop'), restartsOf(starts, '/api')], [[at(4)], []]);
});

test('hubs that keep their events in memory follow each other on one port only', () => {
  const starts = new HubStarts(createMemento());
  const hubs = [hubOf(null, 1, 4848), hubOf(null, 2, 4849), hubOf(null, 3, 4848)];
  assert.deepEqual(
    hubs.map((hub) => starts.note(hub)),
    [false, false, true],
  );
});

test('the newest fifty are kept', () => {
  const starts = new HubStarts(createMemento());
  for (let minute = 1; minute <= 120; minute++) starts.note(hubOf('/shop', minute));
  const restarts = restartsOf(starts, '/shop');
  assert.deepEqual([restarts.length, restarts.at(-1)], [49, at(120)]);
});
