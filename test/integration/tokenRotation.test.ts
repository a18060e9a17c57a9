import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/project.ts';
import { createHubClient } from '../../src/client/hubClient.ts';
import { forkHub } from '../../src/extension/hub/hubProcess.ts';
import type { HubState } from '../../src/shared/api.ts';
import { DevSyncError } from '../../src/shared/errors.ts';
import { serveCli } from '../support/cli.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow } from '../support/hubWindow.ts';
import { quietPort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const untilNext = ({ attached }: HubWindow, { pid }: HubState) =>
  until(() => attached.findLast((hub) => hub.pid !== pid), 'a window at the next hub', 20_000);
const isRefused = ({ url }: HubState, token: string) =>
  assert.rejects(createHubClient({ url, token }).watch({ window: 'w', folders: [], include: [], exclude: [] }), { code: 'token-required' });

test('after a rotation the old token is refused, and the new one is good on the same port, for the same log', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  await window.send('before');
  const old = window.hub();
  await window.controller.rotateToken();
  const { port, dataDir, name, token, pid } = window.hub();
  assert.deepEqual([port, dataDir, name], [old.port, old.dataDir, old.name]);
  assert.notEqual(pid, old.pid);
  assert.match(token, /^[\w-]{43}$/);
  await isRefused(window.hub(), old.token);
  const { events } = await createHubClient(window.hub()).history();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['before'],
  );
});

test('the other windows follow a rotation by themselves, with the new token and every event', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place, { workspace: 'other' });
  await first.controller.start();
  await second.controller.start();
  const old = first.hub();
  await first.controller.rotateToken();
  await first.send('after');
  const { token } = await untilNext(second, old);
  assert.equal(token, first.hub().token);
  await until(() => second.received.some(({ type }) => type === 'after'), 'the event after the rotation');
  assert.deepEqual(second.interruptions, []);
});

test('a rotation changes nothing but the token, also in a window with other settings', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place, { settings: { options: { requireToken: true, perOriginPerSecond: 7 } } });
  await owner.controller.start();
  using guest = openWindow({ ...place, port: await quietPort() }, { supply: { find: async () => owner.hub() } });
  await guest.controller.start();
  const { options, port } = owner.hub();
  await guest.controller.rotateToken();
  assert.deepEqual([guest.hub().options, guest.hub().port], [options, port]);
});

test('the old token stays gone when the hub does not start at once', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  const old = owner.hub();
  const launches: (string | undefined)[] = [];
  const launch = async (predecessor?: { readonly hub: HubState }) => {
    launches.push(predecessor?.hub.token);
    throw new DevSyncError('hub-start-failed');
  };
  using window = openWindow(place, { supply: { launch } });
  await window.controller.start();
  owner.controller.dispose();
  await assert.rejects(window.controller.rotateToken(), { code: 'hub-start-failed' });
  assert.equal(window.controller.status.state, 'problem');
  await assert.rejects(window.controller.start(), { code: 'hub-start-failed' });
  const [first, second] = launches;
  assert.ok(first !== undefined && first !== old.token && first === second);
});

test('a hub that another window restarts with the old token at the same moment is no rotation, and that is said', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  const { options, token, logPath } = owner.hub();
  assert.ok(logPath);
  const launch = () => forkHub({ modulePath: join(root, 'dist/hub.js'), logPath, options: { ...options, logPath, token } });
  using window = openWindow(place, { supply: { launch } });
  await window.controller.start();
  await assert.rejects(window.controller.rotateToken(), { code: 'hub-start-failed', message: /old token/ });
});

test('without a hub there is nothing to rotate', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await assert.rejects(window.controller.rotateToken(), { code: 'hub-unreachable' });
});

test('a hub that has just crashed comes back with another token', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  const old = window.hub();
  process.kill(old.pid, 'SIGKILL');
  await until(() => window.controller.status.state === 'starting', 'the crash');
  await window.controller.rotateToken();
  assert.notEqual(window.hub().token, old.token);
  await until(() => window.controller.status.state === 'on', 'the next hub');
});

test('when another hub takes the port meanwhile, that is said', async () => {
  await using place = await createPlace(await quietPort());
  using other = openWindow({ ...place, port: await quietPort() }, { workspace: 'other' });
  await other.controller.start();
  using window = openWindow(place, { supply: { launch: async () => other.hub() } });
  using owner = openWindow(place);
  await owner.controller.start();
  await window.controller.start();
  await assert.rejects(window.controller.rotateToken(), { code: 'hub-start-failed', message: /hub of "other" was faster/ });
});

test('the hub of a terminal is not ended, and goes on', async () => {
  await using place = await createPlace(await quietPort());
  await using hub = await serveCli(['--memory', '--port', String(place.port)], { env: { XDG_STATE_HOME: place.stateHome } });
  using window = openWindow(place);
  await window.controller.start();
  const { token } = window.hub();
  await assert.rejects(window.controller.rotateToken(), { code: 'hub-of-terminal' });
  assert.equal(window.controller.status.state, 'on');
  assert.deepEqual([hub.child.exitCode, window.controller.attachedTo?.token], [null, token]);
});

/** A window that lost the hub in a crash and does not look for it by itself, and another one that has brought it back. */
async function openAfterCrash(place: HubPlace) {
  const finder = openWindow(place);
  const loser = openWindow(place, { wait: () => new Promise(() => {}) });
  await finder.controller.start();
  await loser.controller.start();
  const { token, pid } = loser.hub();
  process.kill(pid, 'SIGKILL');
  await untilNext(finder, loser.hub());
  return { finder, loser, token };
}

test('a token that was replaced does not come back to life through a window that still knows it', async () => {
  await using place = await createPlace(await quietPort());
  const { finder, loser, token } = await openAfterCrash(place);
  using _ = finder;
  using window = loser;
  await finder.controller.rotateToken();
  const rotated = finder.hub().token;
  await finder.controller.stop();
  await window.controller.start();
  assert.ok(![token, rotated].includes(window.hub().token));
});

test('a hub that crashed comes back with its token, also when a person is faster than the window', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place, { wait: () => new Promise(() => {}) });
  await window.controller.start();
  const { token, pid } = window.hub();
  process.kill(pid, 'SIGKILL');
  await until(() => window.controller.status.state === 'starting', 'the crash');
  await window.controller.start();
  assert.equal(window.hub().token, token);
});
