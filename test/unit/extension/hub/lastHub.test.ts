import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LastHub } from '../../../../src/extension/hub/lastHub.ts';
import type { HubState } from '../../../../src/shared/api.ts';
import { createMemento } from '../../../support/memento.ts';

function hubOf(dataDir: string | null, port = 4848): HubState {
  const url = `http://localhost:${port}`;
  return {
    url,
    port,
    pid: 1,
    startedAt: '2024-05-06T07:08:09.010Z',
    name: 'shop',
    logPath: null,
    dataDir,
    persistent: true,
    options: {},
    token: 't',
  };
}

test('port and log are known after a window reload', () => {
  const memento = createMemento();
  new LastHub(memento).replace(hubOf('/shop', 4851));
  assert.deepEqual(new LastHub(memento).place, { port: 4851, log: '/shop' });
});

test('a log is new once, also when its hub is another one on another port, or the window was loaded again', () => {
  const memento = createMemento();
  assert.equal(new LastHub(memento).replace(hubOf('/shop')), true);
  assert.equal(new LastHub(memento).replace(hubOf('/shop', 4849)), false);
  assert.equal(new LastHub(memento).replace(hubOf('/api')), true);
  assert.equal(new LastHub(memento).replace(hubOf('/shop')), true);
});

test('hubs without a log on the disk are told apart by their address', () => {
  const lastHub = new LastHub(createMemento());
  assert.deepEqual(
    [hubOf(null), hubOf(null), hubOf(null, 4849)].map((hub) => lastHub.replace(hub)),
    [true, false, true],
  );
});

test('after a stop nothing is known, and the same log is new again', () => {
  const lastHub = new LastHub(createMemento());
  lastHub.replace(hubOf('/shop'));
  assert.equal(lastHub.replace(undefined), false);
  assert.equal(lastHub.place, undefined);
  assert.equal(lastHub.replace(hubOf('/shop')), true);
});
