import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { equipTerminals, type TerminalsOptions } from '../../../../src/extension/terminals/terminals.ts';
import type { HubState } from '../../../../src/shared/api.ts';
import { Emitter } from '../../../../src/shared/emitter.ts';
import { notListening } from '../../../../src/shared/listening.ts';
import type { HubStatus } from '../../../../src/shared/panel.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const client = '/some place/client.js';

/** A hub that the test moves, and the variables that new terminals get. */
function openWindow(writeShim: TerminalsOptions['writeShim'] = async () => '/bin of us') {
  const attached = new Emitter<HubState>();
  const status = new Emitter<HubStatus>();
  const variables = new Map<string, string>();
  const collection = {
    persistent: true,
    description: undefined as string | undefined,
    replace: (name: string, value: string) => void variables.set(name, value),
    prepend: (name: string, value: string) => void variables.set(name, `${value}…`),
    delete: (name: string) => void variables.delete(name),
    // The editor forgets the description with the variables.
    clear: () => {
      variables.clear();
      collection.description = undefined;
    },
  };
  const log = recordingLogger();
  const hub = { onDidAttach: attached.event, onDidChangeStatus: status.event };
  const equipment = equipTerminals({ hub, collection, client, writeShim, logger: log.logger });
  const attach = (token: string) => attached.fire({ url: 'http://localhost:4848', token } as HubState);
  return { attach, show: (next: HubStatus) => status.fire(next), collection, equipment, log, shown: () => Object.fromEntries(variables) };
}

const on: HubStatus = { state: 'on', url: 'http://localhost:4848', subscribers: 0, problems: [], listening: notListening };
const problem: HubStatus = { state: 'problem', error: { code: 'hub-crashing', message: 'm', next: 'n' } };
/** A promise that has settled is heard of then. */
const soon = () => new Promise(setImmediate);
const path = `/bin of us${delimiter}…`;

test('new terminals have dev-sync, hub or not', async () => {
  const { attach, show, shown } = openWindow();
  await soon();
  assert.deepEqual(shown(), { PATH: path });
  attach('first');
  show({ state: 'stopped' });
  assert.deepEqual(shown(), { PATH: path });
});

test('new terminals know the hub and its token, which is never kept; pages are told the address alone', async () => {
  const { attach, show, collection, shown } = openWindow();
  await soon();
  attach('first');
  show(on);
  assert.deepEqual(shown(), {
    PATH: path,
    DEV_SYNC_URL: 'http://localhost:4848',
    DEV_SYNC_TOKEN: 'first',
    DEV_SYNC_CLIENT: pathToFileURL(client).href,
    VITE_DEV_SYNC_URL: 'http://localhost:4848',
    NEXT_PUBLIC_DEV_SYNC_URL: 'http://localhost:4848',
  });
  assert.equal(collection.persistent, false);
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
  for (const [status, isKept] of [
    [{ state: 'starting' }, true],
    [{ state: 'stopped' }, false],
    [problem, false],
  ] as const) {
    const { attach, show, shown } = openWindow();
    attach('first');
    show(status);
    assert.equal(Object.keys(shown()).length, isKept ? 5 : 0, status.state);
  }
});

test('nothing is left behind, and nothing follows, when the window lets go', async () => {
  const { attach, equipment, shown } = openWindow();
  attach('first');
  await equipment.dispose();
  assert.deepEqual(shown(), {});
  attach('second');
  await soon();
  assert.deepEqual(shown(), {});
});

test('without a place for dev-sync terminals know the hub all the same', async () => {
  const { attach, log, shown } = openWindow(() => Promise.reject(new Error('The disk is full')));
  await soon();
  attach('first');
  assert.equal(shown().DEV_SYNC_TOKEN, 'first');
  assert.equal(shown().PATH, undefined);
  assert.equal(log.linesOf('warn').length, 1);
});
