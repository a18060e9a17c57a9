import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EventSource } from 'eventsource';
import { createHubClient } from '../../src/client/hubClient.ts';
import type { HubState } from '../../src/shared/api.ts';
import { holdPort } from '../support/hubInEditor.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow } from '../support/hubWindow.ts';
import { quietPort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { takePort } from '../support/recordingStranger.ts';
import { until } from '../support/until.ts';

const typesIn = async (hub: HubState) => (await createHubClient(hub).history()).events.map(({ type }) => type);
const lineageOf = ({ port, name, dataDir, token }: HubState) => ({ port, name, dataDir, token });
const untilNext = ({ attached }: HubWindow, { pid }: HubState) =>
  until(() => attached.findLast((hub) => hub.pid !== pid), 'a window at the next hub', 20_000);

function kill({ pid }: HubState): void {
  process.kill(pid, 'SIGKILL');
}

/** An `EventSource`, which comes back by itself; the ids that it heard. */
function subscribe({ url, token }: HubState): Disposable & { readonly ids: string[] } {
  const ids: string[] = [];
  const source = new EventSource(`${url}/dev/events?token=${token}`);
  source.onmessage = ({ data }) => {
    const { id } = JSON.parse(data) as { id?: string };
    if (id !== undefined) ids.push(id);
  };
  return { ids, [Symbol.dispose]: () => source.close() };
}

/** Posts one event after the other until it is stopped; the ids that were acknowledged. What is refused is not tried again. */
function publish(window: HubWindow): { readonly ids: string[]; stop(): Promise<void> } {
  const ids: string[] = [];
  let isStopped = false;
  const run = async () => {
    while (!isStopped) {
      const id = await window.send('load').catch(() => undefined);
      if (id !== undefined) ids.push(id);
      else await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const running = run();
  return {
    ids,
    stop: () => {
      isStopped = true;
      return running;
    },
  };
}

/** Three publishers before, during and after the crash of the hub; what was acknowledged, in order. */
async function loadThroughCrash(window: HubWindow): Promise<string[]> {
  const lost = window.hub();
  const publishers = [publish(window), publish(window), publish(window)];
  const count = () => publishers.reduce((sum, { ids }) => sum + ids.length, 0);
  await until(() => count() > 300, 'the first events');
  kill(lost);
  await untilNext(window, lost);
  const before = count();
  await until(() => count() > before + 300, 'events after the crash');
  await Promise.all(publishers.map(({ stop }) => stop()));
  return [...publishers.flatMap(({ ids }) => ids), await window.send('last')].sort();
}

test('a hub that is killed under load comes back as it was, and nothing that was acknowledged is lost or doubled', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place, { settings: { options: { requireToken: true } } });
  await window.controller.start();
  const lost = window.hub();
  using subscriber = subscribe(lost);
  const acknowledged = await loadThroughCrash(window);
  assert.deepEqual(lineageOf(window.hub()), lineageOf(lost));
  const last = (await window.controller.client.history({ limit: 1 })).events.at(-1)?.id;
  const idsOfWindow = () => window.received.map(({ id }) => String(id));
  await until(() => subscriber.ids.at(-1) === last && idsOfWindow().at(-1) === last, 'the last event', 20_000);
  for (const heard of [subscriber.ids, idsOfWindow()]) {
    assert.equal(new Set(heard).size, heard.length);
    assert.deepEqual(heard.filter((id) => acknowledged.includes(id)).sort(), acknowledged);
  }
});

test('a hub that had moved to another port comes back on that one, although the wanted one is free again', async () => {
  const stranger = await holdPort(await quietPort());
  await using place = await createPlace(stranger.port);
  using window = openWindow(place, { settings: { isPortChosen: false } });
  await window.controller.start();
  await stranger.leave();
  const lost = window.hub();
  assert.notEqual(lost.port, place.port);
  assert.deepEqual(window.moves, [{ wanted: place.port, url: lost.url, holder: undefined }]);
  kill(lost);
  assert.deepEqual(lineageOf(await untilNext(window, lost)), lineageOf(lost));
  assert.equal(window.moves.length, 1);
});

/** The window of another workspace, at the hub of "shop", whose own window is closed. */
async function joinAlone(place: HubPlace): Promise<HubWindow> {
  using owner = openWindow(place, { workspace: 'shop' });
  await owner.controller.start();
  await owner.send('of.shop');
  const guest = openWindow(place, { workspace: 'api', settings: { options: { allowedOrigins: ['http://api.example'] } } });
  await guest.controller.start();
  return guest;
}

test('a window that had joined a hub starts it again with the log, the name and the settings of the other workspace', async () => {
  await using place = await createPlace(await quietPort());
  using guest = await joinAlone(place);
  const lost = guest.hub();
  kill(lost);
  const next = await untilNext(guest, lost);
  assert.deepEqual(next.options, lost.options);
  assert.deepEqual([next.name, lineageOf(next)], ['shop', lineageOf(lost)]);
  assert.deepEqual(await typesIn(next), ['of.shop']);
  assert.equal(guest.loads(), 1);
});

test('windows that lose their hub at the same moment meet again at one', async () => {
  await using place = await createPlace(await quietPort());
  using opened = new DisposableStack();
  const windows = ['shop', 'api', 'docs'].map((workspace) => opened.use(openWindow(place, { workspace })));
  for (const { controller } of windows) await controller.start();
  const [lost] = windows.map((window) => window.hub());
  assert.ok(lost);
  kill(lost);
  const pids = await Promise.all(windows.map(async (window) => (await untilNext(window, lost)).pid));
  assert.equal(new Set(pids).size, 1);
  assert.deepEqual(
    windows.map((window) => [window.hub().name, window.hub().persistent]),
    Array(3).fill(['shop', true]),
  );
});

test('a restart keeps log, name and token, and brings the settings of the window that wants it', async () => {
  await using place = await createPlace(await quietPort());
  using owner = openWindow(place, { workspace: 'shop' });
  await owner.controller.start();
  const ended = owner.hub();
  using subscriber = subscribe(ended);
  using guest = openWindow(place, { workspace: 'api', settings: { options: { allowedOrigins: ['http://api.example'] } } });
  await guest.controller.start();
  await guest.controller.restart();
  const next = await untilNext(owner, ended);
  assert.deepEqual(lineageOf(next), lineageOf(ended));
  assert.deepEqual(next, guest.hub());
  assert.deepEqual((next.options as { allowedOrigins: unknown }).allowedOrigins, ['http://api.example']);
  const id = await guest.send('after');
  await until(() => subscriber.ids.includes(id), 'the event at a subscriber of before', 20_000);
});

test('a stop is the end of what was joined: the next start brings the hub of this workspace', async () => {
  await using place = await createPlace(await quietPort());
  using guest = await joinAlone(place);
  const { token, dataDir } = guest.hub();
  await guest.controller.stop();
  await guest.controller.start();
  const own = guest.hub();
  assert.equal(own.name, 'api');
  assert.notEqual(own.token, token);
  assert.notEqual(own.dataDir, dataDir);
  assert.deepEqual(await typesIn(own), []);
});

test('what a workspace logged is there after stop and start, and goes on', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  await window.controller.start();
  await window.send('before');
  await window.controller.stop();
  await window.controller.start();
  await window.send('after');
  await until(() => window.received.some(({ type }) => type === 'after'), 'the event after the start');
  assert.deepEqual(
    window.received.map(({ type }) => type),
    ['before', 'after'],
  );
  assert.deepEqual([window.loads(), window.interruptions], [1, ['stopped']]);
});

test('a stranger that takes the port of a lost hub never gets its token; the hub comes back beside it, with its log', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place, { settings: { isPortChosen: false } });
  await window.controller.start();
  await window.send('before');
  const lost = window.hub();
  kill(lost);
  await using stranger = await takePort(lost.port);
  const next = await untilNext(window, lost);
  assert.deepEqual(lineageOf(next), { ...lineageOf(lost), port: next.port });
  assert.deepEqual(window.moves, [{ wanted: lost.port, url: next.url, holder: undefined }]);
  assert.deepEqual(await typesIn(next), ['before']);
  assert.ok(
    stranger.heard.some((words) => words.includes('/dev/health?nonce=')),
    'it was asked for the proof',
  );
  assert.ok(!stranger.heard.join('\n').includes(lost.token));
});

for (const requireToken of [false, true]) {
  test(`windows that lose their hub to a stranger meet again at one hub beside it${requireToken ? ', also with a token everywhere' : ''}`, async () => {
    await using place = await createPlace(await quietPort());
    using opened = new DisposableStack();
    const windows = ['shop', 'api'].map((workspace) =>
      opened.use(openWindow(place, { workspace, settings: { isPortChosen: false, options: { requireToken } } })),
    );
    for (const { controller } of windows) await controller.start();
    const [lost] = windows.map((window) => window.hub());
    assert.ok(lost);
    kill(lost);
    await using stranger = await takePort(lost.port);
    const [first, second] = await Promise.all(windows.map((window) => untilNext(window, lost)));
    assert.deepEqual(first, second);
    assert.deepEqual([first?.dataDir, first?.persistent], [lost.dataDir, true]);
    assert.ok(!stranger.heard.join('\n').includes(lost.token));
  });
}

test('a chosen port that a stranger has taken is what is said in the end, and the hub goes on when it is free', async () => {
  await using place = await createPlace(await quietPort());
  const taken = Promise.withResolvers<void>();
  using window = openWindow(place, { wait: () => taken.promise });
  await window.controller.start();
  const lost = window.hub();
  kill(lost);
  const stranger = await takePort(lost.port);
  taken.resolve();
  await until(() => window.interruptions.includes('gaveUp'), 'the end of the attempts', 20_000);
  const { status } = window.controller;
  assert.equal(status.state === 'problem' && status.error.code, 'port-in-use');
  assert.ok(!stranger.heard.join('\n').includes(lost.token));
  await stranger[Symbol.asyncDispose]();
  await window.controller.start();
  assert.deepEqual(lineageOf(window.hub()), lineageOf(lost));
});

test('two windows of one workspace that start at once, on two ports, share one hub and its log', async () => {
  await using place = await createPlace(await quietPort());
  using first = openWindow(place);
  using second = openWindow(place, { settings: { port: await quietPort() } });
  await Promise.all([first.controller.start(), second.controller.start()]);
  assert.deepEqual(first.hub(), second.hub());
  assert.ok(isAlive(first.hub().pid));
  assert.equal((await first.controller.client.health()).log.persistent, true);
});

/** Two hubs for one log: the one that has it, and the one of a window that did not see it and is about to. */
async function startRivals(place: HubPlace, port: number) {
  const stateFile = (of: number) => join(place.stateHome, `dev-sync/hubs/${of}.json`);
  const opened = new DisposableStack();
  const holder = opened.use(openWindow(place, { workspace: 'shop' }));
  await holder.controller.start();
  await rename(stateFile(place.port), stateFile(0));
  const sees = Promise.withResolvers<void>();
  const other = opened.use(openWindow(place, { workspace: 'shop', settings: { port }, wait: () => sees.promise }));
  const started = other.controller.start();
  await until(() => readFile(stateFile(port)), 'the hub without the log');
  const show = () => rename(stateFile(0), stateFile(place.port));
  return { holder, other, started, show, see: sees.resolve, [Symbol.dispose]: () => opened.dispose() };
}

test('a window that came to the hub without the log goes on to the one that has it', async () => {
  await using place = await createPlace(await quietPort());
  const port = await quietPort();
  using rivals = await startRivals(place, port);
  using guest = openWindow(place, { workspace: 'docs', settings: { port } });
  await guest.controller.start();
  const left = guest.hub();
  assert.deepEqual([left.port, left.persistent], [port, false]);
  await rivals.show();
  rivals.see();
  await rivals.started;
  assert.deepEqual(rivals.other.hub(), rivals.holder.hub());
  assert.deepEqual(await untilNext(guest, left), rivals.holder.hub());
});

test('of two hubs for one log a window finds the one that has it', async () => {
  await using place = await createPlace(await quietPort());
  using rivals = await startRivals(place, await quietPort());
  await rivals.show();
  using window = openWindow(place, { workspace: 'shop', settings: { port: await quietPort() } });
  await window.controller.start();
  assert.deepEqual(window.hub(), rivals.holder.hub());
  rivals.see();
  await rivals.started;
});
