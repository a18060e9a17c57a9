import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import { LastHub } from '../../src/extension/hub/lastHub.ts';
import { PanelFeed } from '../../src/extension/panel/feed.ts';
import type { HubState } from '../../src/shared/api.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow, type WindowOptions } from '../support/hubWindow.ts';
import { createMemento } from '../support/memento.ts';
import { quietPort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { takePort } from '../support/recordingStranger.ts';
import { until } from '../support/until.ts';

/** What a window finds that is loaded again, and what its panel shows then. */
const lineageOf = ({ port, name, dataDir, token, options }: HubState) => ({ port, name, dataDir, token, options });
const untilOn = ({ controller }: HubWindow) => until(() => controller.status.state === 'on', 'a hub that is on', 20_000);
const stateFileOf = ({ stateHome }: HubPlace, { port }: HubState) => join(stateHome, `dev-sync/hubs/${port}.json`);

async function killAll(...hubs: readonly HubState[]): Promise<void> {
  for (const { pid } of hubs) process.kill(pid, 'SIGKILL');
  await until(() => hubs.every(({ pid }) => !isAlive(pid)), 'the end of the hub');
}

/** A window that was on and is gone; `memento` is what it finds when it is loaded again. */
async function leaveOn(place: HubPlace, options: WindowOptions = {}) {
  const memento = createMemento();
  using window = openWindow(place, { ...options, memento });
  await window.controller.start();
  await window.send('before');
  return { memento, hub: window.hub() };
}

test('a hub that crashed while its window was loaded again comes back as it was', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place, { settings: { options: { allowedOrigins: ['http://app.example'] } } });
  await killAll(hub);
  using window = openWindow(place, { memento });
  await window.controller.resume(false);
  await untilOn(window);
  assert.deepEqual(lineageOf(window.hub()), lineageOf(hub));
  assert.notEqual(window.hub().pid, hub.pid);
  const { events } = await window.controller.client.history();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['before'],
  );
});

test('two windows that were loaded again after a crash meet at one hub', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place);
  await killAll(hub);
  using first = openWindow(place, { memento });
  using second = openWindow(place, { memento });
  await Promise.all([first.controller.resume(false), second.controller.resume(true)]);
  assert.deepEqual(first.hub(), second.hub());
  assert.deepEqual([first.hub().token, first.hub().persistent], [hub.token, true]);
});

test('a window that was loaded again while another one restarts the hub finds the next one', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place);
  await createHubClient(hub).shutDown(true);
  await until(() => !isAlive(hub.pid), 'the end of the hub');
  using window = openWindow(place, { memento });
  await window.controller.resume(false);
  assert.deepEqual(window.attached, []);
  using other = openWindow(place);
  await other.controller.start();
  await untilOn(window);
  assert.deepEqual(window.hub(), other.hub());
});

test('a hub that was stopped while its window was loaded again stays off, and is forgotten', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place);
  await createHubClient(hub).shutDown(false);
  await until(() => !isAlive(hub.pid), 'the end of the hub');
  using window = openWindow(place, { memento, wait: async () => {} });
  await window.controller.resume(false);
  await until(() => new LastHub(memento).place === undefined, 'a window that looks no more');
  assert.deepEqual([window.controller.status.state, window.attached], ['stopped', []]);
});

test('a start ends the look for a hub that somebody else might bring', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place);
  await createHubClient(hub).shutDown(false);
  await until(() => !isAlive(hub.pid), 'the end of the hub');
  const look = Promise.withResolvers<void>();
  using window = openWindow(place, { memento, wait: () => look.promise });
  await window.controller.resume(false);
  await window.controller.start();
  look.resolve();
  await window.send('after');
  assert.equal(window.attached.length, 1);
  assert.equal(new LastHub(memento).place?.port, place.port);
});

test('a crashed hub of another log on the same port is not brought back', async () => {
  await using place = await createPlace(await quietPort());
  const { hub } = await leaveOn(place, { workspace: 'shop' });
  await killAll(hub);
  const memento = createMemento();
  new LastHub(memento).replace({ ...hub, dataDir: '/elsewhere' });
  using window = openWindow(place, { workspace: 'api', memento, wait: async () => {} });
  await window.controller.resume(false);
  await until(() => new LastHub(memento).place === undefined, 'a window that looks no more');
  assert.deepEqual(window.attached, []);
});

test('neither the program on the port of a crashed hub gets its token, nor is the one ended that has its process id now', async () => {
  await using place = await createPlace(await quietPort());
  const { memento, hub } = await leaveOn(place);
  await killAll(hub);
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await writeFile(stateFileOf(place, hub), JSON.stringify({ ...hub, pid: other.pid }));
  await using stranger = await takePort(hub.port);
  using window = openWindow(place, { memento, settings: { isPortChosen: false } });
  await window.controller.resume(false);
  assert.deepEqual([window.hub().token, window.moves.length], [hub.token, 1]);
  await window.controller.stop();
  assert.ok(isAlive(other.pid ?? 0));
  other.kill();
  assert.ok(stranger.heard.length > 0);
  assert.ok(!stranger.heard.join('\n').includes(hub.token));
});

/** A window with the rows of a panel. */
function openPanel(place: HubPlace): { readonly window: HubWindow; readonly rows: () => string[] } {
  const feed = new PanelFeed();
  const load = (hub: HubState) => feed.load(createHubClient(hub), { viewStart: null, seams: [] });
  const window = openWindow(place, { supply: { load } });
  window.controller.onDidReceive((event) => feed.push(event));
  const deaf = { onEvents: () => {}, onSeam: () => {}, onReset: () => {} };
  return { window, rows: () => feed.connect(deaf).content.events.map(({ type }) => type) };
}

test('a log that does not know where the window was, as after a time in memory, is shown as it is: no row twice', async () => {
  await using place = await createPlace(await quietPort());
  const { window, rows } = openPanel(place);
  using _ = window;
  await window.controller.start();
  for (const type of ['a', 'b']) await window.send(type);
  const { path } = (await window.controller.client.health()).log;
  await window.controller.stop();
  using lock = new DatabaseSync(path ?? '');
  lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  await window.controller.start();
  await window.send('c');
  await until(() => rows().join() === 'c', 'the row of the log in memory');
  lock.close();
  await window.controller.restart();
  await window.send('d');
  await until(() => rows().includes('d'), 'the newest row');
  assert.deepEqual(rows(), ['a', 'b', 'd']);
  // What the log in memory had is gone, and nobody may have seen it.
  assert.deepEqual(window.interruptions, ['stopped', 'missed', 'missed']);
});
