import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DialogLine } from '../../../../src/extension/dialogs/dialogCalls.ts';
import { MicrophonePermissions } from '../../../../src/extension/microphone/microphonePermissions.ts';
import {
  MicrophonePermissionsDialog,
  type MicrophonePermissionsDialogOptions,
} from '../../../../src/extension/microphone/microphonePermissionsDialog.ts';
import { limits } from '../../../../src/shared/api.ts';
import type { MicrophonePermission } from '../../../../src/shared/consent.ts';
import { type ListeningStarter, notListening } from '../../../../src/shared/listening.ts';
import { createMemento } from '../../../support/memento.ts';

const START = '2026-11-22T12:00:00.000Z';
const DAY_MS = 24 * 60 * 60_000;

/** A workspace on a day that the test can move. */
function openWorkspace() {
  const clock = { now: Date.parse(START) };
  const shared: (readonly MicrophonePermission[])[] = [];
  const share = async (current: readonly MicrophonePermission[]) => void shared.push(current);
  const workspaceState = createMemento();
  const permissions = new MicrophonePermissions({ workspaceState, share, now: () => clock.now });
  return { clock, shared, workspaceState, permissions, origins: () => permissions.current.map(({ origin }) => origin) };
}

test('a permission is kept in the workspace for 30 days, and is gone then', async () => {
  const { clock, permissions, origins, workspaceState } = openWorkspace();
  assert.equal(await permissions.allow('http://localhost:3000'), '2026-12-22T12:00:00.000Z');
  const again = new MicrophonePermissions({ workspaceState, share: async () => {}, now: () => clock.now });
  assert.deepEqual(again.current, [{ origin: 'http://localhost:3000', until: '2026-12-22T12:00:00.000Z' }]);
  clock.now += 30 * DAY_MS - 1;
  assert.deepEqual(origins(), ['http://localhost:3000']);
  clock.now += 1;
  assert.deepEqual(origins(), []);
});

test('a page that is allowed again is there once, with the later day', async () => {
  const { clock, permissions } = openWorkspace();
  await permissions.allow('http://localhost:3000');
  clock.now += DAY_MS;
  await permissions.allow('http://localhost:3000');
  assert.deepEqual(permissions.current, [{ origin: 'http://localhost:3000', until: '2026-12-23T12:00:00.000Z' }]);
});

test('the hub hears of every change, and of all that is left', async () => {
  const { shared, permissions } = openWorkspace();
  await permissions.allow('http://localhost:3000');
  await permissions.allow('http://localhost:5173');
  await permissions.remove('http://localhost:3000');
  assert.deepEqual(
    shared.map((list) => list.map(({ origin }) => origin)),
    [['http://localhost:3000'], ['http://localhost:3000', 'http://localhost:5173'], ['http://localhost:5173']],
  );
});

test('what ran out is not kept for ever, and no more are kept than the hub takes', async () => {
  const { clock, permissions, origins, workspaceState } = openWorkspace();
  await permissions.allow('http://old.localhost');
  clock.now += 30 * DAY_MS;
  for (let port = 1; port <= limits.microphonePermissions + 1; port++) await permissions.allow(`http://localhost:${port}`);
  assert.equal(workspaceState.get<unknown[]>('microphone.permissions')?.length, limits.microphonePermissions);
  assert.equal(origins()[0], 'http://localhost:2');
});

/** The command with a person who chooses the line of that page, or closes the list. */
async function manage(permissions: MicrophonePermissions, origin?: string, startedBy: ListeningStarter | null = null) {
  const lines: DialogLine[] = [];
  const told: string[] = [];
  const pick = async <T extends DialogLine>(offered: readonly T[]) => {
    lines.push(...offered);
    return offered.find(({ label }) => label === origin);
  };
  const notify: MicrophonePermissionsDialogOptions['notify'] = {
    permissionRemoved: (name, isPageListening) => void told.push(`removed ${name}${isPageListening ? ', a page listens' : ''}`),
    noPermissions: () => void told.push('none'),
  };
  const hub = { listening: { ...notListening, startedBy } };
  await new MicrophonePermissionsDialog({ hub, permissions, calls: { pick }, notify }).run();
  return { lines: lines.map(({ label, description }) => `${label} ${description}`), told };
}

test('the command lists the pages with their last day, and takes the chosen one away', async () => {
  const { permissions, origins, shared } = openWorkspace();
  await permissions.allow('http://localhost:3000');
  await permissions.allow('http://localhost:5173');
  const { lines, told } = await manage(permissions, 'http://localhost:3000');
  assert.deepEqual(lines, ['http://localhost:3000 until 22 Dec 2026', 'http://localhost:5173 until 22 Dec 2026']);
  assert.deepEqual([origins(), told], [['http://localhost:5173'], ['removed http://localhost:3000']]);
  assert.deepEqual(shared.at(-1), permissions.current);
});

test('who takes a permission away while a page listens is told so', async () => {
  const { permissions } = openWorkspace();
  for (const [starter, told] of [
    ['page', 'removed http://localhost:3000, a page listens'],
    ['editor', 'removed http://localhost:3000'],
  ] as const) {
    await permissions.allow('http://localhost:3000');
    assert.deepEqual((await manage(permissions, 'http://localhost:3000', starter)).told, [told]);
  }
});

test('a list that is closed changes nothing, and an empty one is said in words', async () => {
  const { permissions, origins } = openWorkspace();
  assert.deepEqual(await manage(permissions), { lines: [], told: ['none'] });
  await permissions.allow('http://localhost:3000');
  assert.deepEqual((await manage(permissions)).told, []);
  assert.deepEqual(origins(), ['http://localhost:3000']);
});
