import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubInputs } from '../../../src/extension/hubInputs.ts';
import type { HubState } from '../../../src/shared/api.ts';
import { Emitter } from '../../../src/shared/emitter.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { notListening } from '../../../src/shared/listening.ts';
import type { HubStatus } from '../../../src/shared/panel.ts';

const on = { state: 'on', url: 'http://localhost:1', clients: 0, listening: notListening, problems: [] } as unknown as HubStatus;
const ofAnother = { ...on, owner: 'api' } as HubStatus;
const starting: HubStatus = { state: 'starting' };
const problem: HubStatus = { state: 'problem', error: new DevSyncError('secret-missing').toInfo() };

/** A hub that signs with the secret "shop". What is done is noted. */
function openWindow(initial: HubStatus) {
  const done: string[] = [];
  const changed = new Emitter<HubStatus>();
  const attachedTo = { options: { webhooks: { targets: [{ url: 'http://localhost:2', secret: 'shop' }] } } } as unknown as HubState;
  const hub = { status: initial, attachedTo, start: async () => void done.push('start'), onDidChangeStatus: changed.event };
  const notify = {
    offerRestart: () => void done.push('offer'),
    secretOutdated: (name: string) => void done.push(`offer for ${name}`),
    failed: (error: unknown) => void done.push(String(error)),
  };
  const show = (status: HubStatus) => {
    hub.status = status;
    changed.fire(status);
  };
  return { inputs: new HubInputs({ hub, notify }), done, show };
}

const effects: readonly (readonly [string, HubStatus, readonly string[]])[] = [
  ['our hub is on', on, ['offer']],
  ['the hub of another workspace is on', ofAnother, []],
  ['no hub is on', { state: 'stopped' }, []],
  ['the hub could not start', problem, ['start']],
];
for (const [when, status, expected] of effects) {
  test(`settings that change while ${when}: ${expected.join() || 'nothing'}`, () => {
    const { inputs, done } = openWindow(status);
    inputs.settingsChanged();
    assert.deepEqual(done, expected);
  });

  test(`settings that change while the hub is starting, then ${when}: ${expected.join() || 'nothing'}, once`, () => {
    const { inputs, done, show } = openWindow(starting);
    inputs.settingsChanged();
    show(starting);
    assert.deepEqual(done, []);
    show(status);
    show(status);
    assert.deepEqual(done, expected);
  });
}

test('a secret that changes offers the restart where our own running hub has it', () => {
  for (const [status, expected] of [[on, ['offer for shop']] as const, [ofAnother, []] as const, [problem, []] as const]) {
    const { inputs, done } = openWindow(status);
    inputs.secretChanged('shop');
    inputs.secretChanged('another');
    assert.deepEqual(done, expected, status.state);
  }
});

test('a window that is closed does nothing any more', () => {
  const { inputs, done, show } = openWindow(starting);
  inputs.settingsChanged();
  inputs.dispose();
  show(on);
  assert.deepEqual(done, []);
});
