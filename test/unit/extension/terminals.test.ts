import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equipTerminals } from '../../../src/extension/terminals.ts';
import type { HubState } from '../../../src/shared/api.ts';
import { Emitter } from '../../../src/shared/emitter.ts';
import { notListening } from '../../../src/shared/listening.ts';
import type { HubStatus } from '../../../src/shared/panel.ts';

/** A hub that the test moves, and the variables that new terminals get. */
function openWindow() {
  const attached = new Emitter<HubState>();
  const status = new Emitter<HubStatus>();
  const variables = new Map<string, string>();
  const collection = {
    persistent: true,
    description: undefined as string | undefined,
    replace: (name: string, value: string) => void variables.set(name, value),
    // The editor forgets the description with the variables.
    clear: () => {
      variables.clear();
      collection.description = undefined;
    },
  };
  const equipment = equipTerminals({ hub: { onDidAttach: attached.event, onDidChangeStatus: status.event }, collection });
  const attach = (token: string) => attached.fire({ url: 'http://localhost:4848', token } as HubState);
  return { attach, show: (next: HubStatus) => status.fire(next), collection, equipment, shown: () => Object.fromEntries(variables) };
}

const on: HubStatus = { state: 'on', url: 'http://localhost:4848', subscribers: 0, problems: [], listening: notListening };
const problem: HubStatus = { state: 'problem', error: { code: 'hub-crashing', message: 'm', next: 'n' } };

test('new terminals know the hub and its token, which is never kept', () => {
  const { attach, show, collection, shown } = openWindow();
  assert.deepEqual(shown(), {});
  attach('first');
  show(on);
  assert.deepEqual(shown(), { DEV_SYNC_URL: 'http://localhost:4848', DEV_SYNC_TOKEN: 'first' });
  assert.equal(collection.persistent, false);
  assert.ok(collection.description?.includes('DEV_SYNC_TOKEN'));
});

test('after a time without a hub the editor can still say what the variables are', () => {
  const { attach, show, collection } = openWindow();
  attach('first');
  show({ state: 'stopped' });
  attach('second');
  assert.ok(collection.description?.includes('DEV_SYNC_TOKEN'));
});

test('another token takes the place of the old one', () => {
  const { attach, shown } = openWindow();
  attach('first');
  attach('second');
  assert.equal(shown().DEV_SYNC_TOKEN, 'second');
});

test('a hub that is looked for again keeps its place in terminals; one that is off or in trouble has none', () => {
  for (const [status, count] of [
    [{ state: 'starting' }, 2],
    [{ state: 'stopped' }, 0],
    [problem, 0],
  ] as const) {
    const { attach, show, shown } = openWindow();
    attach('first');
    show(status);
    assert.equal(Object.keys(shown()).length, count, status.state);
  }
});

test('nothing is left behind, and nothing follows, when the window lets go', async () => {
  const { attach, equipment, shown } = openWindow();
  attach('first');
  await equipment.dispose();
  assert.deepEqual(shown(), {});
  attach('second');
  assert.deepEqual(shown(), {});
});
