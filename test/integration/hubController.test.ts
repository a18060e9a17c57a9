import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHubClient } from '../../src/client/hubClient.ts';
import { LevelFeed } from '../../src/client/levelFeed.ts';
import { type HubState, routes } from '../../src/shared/api.ts';
import { DevSyncError } from '../../src/shared/errors.ts';
import { Scope } from '../../src/shared/lifecycle.ts';
import type { MeterFrame } from '../../src/shared/listening.ts';
import { createLogger } from '../../src/shared/logger.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow } from '../support/hubWindow.ts';
import { createLine } from '../support/line.ts';
import { quietPort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

const untilOn = ({ controller }: HubWindow) => until(() => controller.status.state === 'on', 'a hub that is on', 20_000);
const untilAttachedTo = ({ attached }: HubWindow, isIt: (hub: HubState) => boolean) =>
  until(() => attached.findLast(isIt), 'a window at that hub', 20_000);
const pidOf = async ({ controller }: HubWindow) => (await controller.client.health()).pid;

test('start brings a hub on once, however often it is asked', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await Promise.all([window.controller.start(), window.controller.start()]);
  await untilOn(window);
  await window.controller.start();
  assert.deepEqual(new Set(window.statuses), new Set(['starting', 'on']));
  assert.equal(window.loads(), 1);
});

test('a stop that comes while the hub starts ends that hub', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  const started = window.controller.start();
  await window.controller.stop();
  await started;
  assert.equal(window.controller.status.state, 'stopped');
  await assert.rejects(createHubClient({ url: `http://localhost:${place.port}` }).health(), DevSyncError);
});

test('a stop that comes during a restart has the last word', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  await Promise.all([window.controller.restart(), window.controller.stop()]);
  assert.equal(window.controller.status.state, 'stopped');
  await assert.rejects(createHubClient({ url: `http://localhost:${place.port}` }).health(), DevSyncError);
});

test('changes of what to watch, many at once and under traffic, double no event and lose none', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  const sent: Promise<string>[] = [];
  const refreshed: Promise<void>[] = [];
  for (let index = 0; index < 200; index++) {
    sent.push(window.send('traffic'));
    if (index % 20 === 0) refreshed.push(window.controller.refreshWatch());
  }
  const ids = await Promise.all(sent);
  await Promise.all(refreshed);
  await until(() => window.received.length >= ids.length, 'all events');
  await window.send('sentinel');
  await until(() => window.received.at(-1)?.type === 'sentinel', 'the sentinel');
  assert.deepEqual(
    window.received
      .map(({ id }) => id)
      .slice(0, -1)
      .sort(),
    ids.toSorted(),
  );
});

test('the history is read once, also when the first attempt to attach fails after it', async () => {
  await using place = await createPlace(await quietPort());
  using other = openWindow(place);
  await other.controller.start();
  let isBroken = true;
  // Reading the history needs no token for a program; the stream of a window does.
  const find = async () => ({ ...other.hub(), ...(isBroken && { token: 'wrong' }) });
  using window = openWindow(place, { supply: { find } });
  await assert.rejects(window.controller.start(), DevSyncError);
  assert.equal(window.controller.status.state, 'problem');
  isBroken = false;
  await window.controller.start();
  await untilOn(window);
  assert.equal(window.loads(), 1);
});

test('a hub that is killed is replaced on the same port, and events go on', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  const pid = await pidOf(window);
  process.kill(pid, 'SIGKILL');
  await untilAttachedTo(window, (hub) => hub.pid !== pid);
  await untilOn(window);
  assert.notEqual(await pidOf(window), pid);
  await window.send('after');
  await until(() => window.received.some(({ type }) => type === 'after'), 'the event after the crash');
});

test('a stream that breaks while its hub is well is taken up again: no restart, no event lost or doubled', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  await using line = await createLine(place.port);
  using window = openWindow(place, { supply: { find: async () => ({ ...owner.hub(), url: line.url }) } });
  await window.controller.start();
  for (let round = 0; round < 7; round++) {
    line.cut();
    await owner.send(`round.${round}`);
    await until(() => window.received.some(({ type }) => type === `round.${round}`), `round ${round}`, 20_000);
  }
  assert.deepEqual(
    window.received.map(({ type }) => type),
    [0, 1, 2, 3, 4, 5, 6].map((round) => `round.${round}`),
  );
  assert.deepEqual(window.interruptions, []);
});

test('a stream that breaks again and again without bringing anything is given up in the end, with growing pauses', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  await using line = await createLine(place.port);
  const pauses: number[] = [];
  const wait = async (ms: number) => void pauses.push(ms);
  using window = openWindow(place, { wait, supply: { find: async () => ({ ...owner.hub(), url: line.url }) } });
  window.controller.onDidAttach(() => line.cut());
  await window.controller.start();
  await until(() => window.interruptions.includes('gaveUp'), 'the end of the attempts');
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000]);
  assert.equal(window.controller.status.state, 'problem');
  assert.equal(owner.controller.status.state, 'on');
});

/** A window whose stream is broken, and that does not come to look for its hub again, which is well. */
async function breakStream(place: HubPlace, owner: HubWindow): Promise<HubWindow> {
  await using line = await createLine(place.port);
  const find = async () => (isAlive(owner.hub().pid) ? owner.hub() : undefined);
  const broken = { ...owner.hub(), url: line.url };
  let tries = 0;
  const window = openWindow(place, { wait: () => new Promise(() => {}), supply: { find: async () => (tries++ === 0 ? broken : find()) } });
  await window.controller.start();
  line.cut();
  await until(() => window.controller.status.state === 'starting', 'a stream that is broken');
  return window;
}

test('a stop while the stream is broken reaches the hub', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  using window = await breakStream(place, owner);
  await window.controller.stop();
  assert.ok(!isAlive(owner.hub().pid));
  await until(() => owner.controller.status.state === 'stopped', 'the other window');
});

test('a restart while the stream is broken reaches the hub', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  const { pid, token } = owner.hub();
  using window = await breakStream(place, owner);
  await window.controller.restart();
  assert.ok(!isAlive(pid));
  assert.equal(window.hub().token, token);
  await untilAttachedTo(owner, (hub) => hub.pid === window.hub().pid);
});

test('a stop while the stream is broken does not end a hub that this window was never at', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place);
  await owner.controller.start();
  using other = openWindow({ ...place, port: await quietPort() }, { workspace: 'other', settings: { sharing: 'own' } });
  await other.controller.start();
  using window = await breakStream(place, owner);
  await owner.controller.stop();
  // From now on the only hub that the window finds.
  owner.attached.push(other.hub());
  await window.controller.stop();
  assert.equal(window.controller.status.state, 'stopped');
  assert.ok(isAlive(other.hub().pid));
});

test('a restart in one window takes the other one along', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place);
  await first.controller.start();
  await second.controller.start();
  const pid = await pidOf(second);
  await first.controller.restart();
  await untilAttachedTo(second, (hub) => hub.pid !== pid);
  await untilOn(second);
  assert.notEqual(await pidOf(second), pid);
  assert.equal(await pidOf(second), await pidOf(first));
});

test('restarts that another window wants are no crashes, however many', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place);
  await first.controller.start();
  await second.controller.start();
  for (let round = 0; round < 7; round++) {
    await first.controller.restart();
    await untilAttachedTo(second, ({ pid }) => pid === first.hub().pid);
  }
  assert.deepEqual(second.interruptions, []);
});

test('a stop in one window is a stop in the other one', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place);
  await first.controller.start();
  await second.controller.start();
  const pid = await pidOf(first);
  await first.controller.stop();
  await until(() => second.controller.status.state === 'stopped', 'the other window');
  assert.ok(!isAlive(pid));
});

test('a window that lets go keeps the hub for those that come back', async () => {
  await using place = await createPlace(await quietPort());
  const window = openWindow(place);
  await window.controller.start();
  const pid = await pidOf(window);
  window.controller.dispose();
  using next = openWindow(place);
  await next.controller.resume(false);
  await untilOn(next);
  assert.equal(await pidOf(next), pid);
});

test('resume starts nothing unless it may', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place, { wait: async () => {} });
  await window.controller.resume(false);
  await until(() => window.controller.status.state === 'stopped', 'a window that looks no more');
  assert.deepEqual(window.attached, []);
  await window.controller.resume(true);
  await untilOn(window);
});

const untilListening = ({ controller }: HubWindow, status: 'active' | 'stopped') =>
  until(() => controller.listening.status === status, `a microphone that is ${status}`);

test('listening shows in every window, and ends with the window that started it', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place);
  await first.controller.start();
  await second.controller.start();
  await first.controller.startListening(null);
  for (const window of [first, second]) {
    await untilListening(window, 'active');
    const { isListening, backend, startedBy } = window.controller.listening;
    assert.deepEqual([isListening, backend, startedBy], [true, 'tone', 'editor']);
  }
  first.controller.dispose();
  await untilListening(second, 'stopped');
  // The session is over when its device is free, a moment later.
  await until(() => second.controller.listening.sessionId === null, 'the end of the session');
});

test('what a program started goes on without the windows that saw it, and any window stops it', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place);
  await first.controller.start();
  await second.controller.start();
  const headers = { Authorization: `Bearer ${first.hub().token}` };
  await fetch(`http://localhost:${place.port}${routes.listenStart}`, { method: 'POST', headers });
  await untilListening(first, 'active');
  const { sessionId, startedBy } = first.controller.listening;
  assert.equal(startedBy, 'program');
  first.controller.dispose();
  await second.send('after');
  await until(() => second.received.some(({ type }) => type === 'after'), 'an event after the window closed');
  assert.equal(second.controller.listening.sessionId, sessionId);
  assert.equal((await second.controller.client.stopListening()).sessionId, sessionId);
  await untilListening(second, 'stopped');
  assert.equal((await second.controller.client.stopListening()).sessionId, null);
});

test('the microphone goes off with the hub, in the status too', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  await window.controller.startListening(null);
  await untilListening(window, 'active');
  await window.controller.stop();
  assert.equal(window.controller.listening.status, 'stopped');
  await assert.rejects(window.controller.startListening(null), { code: 'hub-unreachable' });
});

test('the levels of a session arrive, and are taken up again when their stream breaks', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  await using line = await createLine(place.port);
  await using scope = new Scope();
  const feed = scope.own(new LevelFeed({ logger: createLogger(() => {}) }));
  const frames: MeterFrame[] = [];
  feed.onDidReceive((bundle) => frames.push(...bundle));
  feed.listenTo({ ...window.hub(), url: line.url });
  await window.controller.startListening(null);
  await until(() => frames.length > 0, 'the first levels');
  await untilListening(window, 'active');
  assert.equal(frames[0]?.sessionId, window.controller.listening.sessionId);
  line.cut();
  const before = Math.max(...frames.map(({ t }) => t));
  await until(() => frames.some(({ t }) => t > before + 500), 'levels after the break');
});
