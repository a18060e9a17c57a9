import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { HubClient } from '../../../../src/client/hubClient.ts';
import { PanelFeed } from '../../../../src/extension/panel/feed.ts';
import { KeptSeams } from '../../../../src/extension/panel/keptSeams.ts';
import { KeptMemory } from '../../../../src/extension/panel/memory.ts';
import { type EditorCalls, Panels } from '../../../../src/extension/panel/panels.ts';
import { ViewStart } from '../../../../src/extension/panel/viewStart.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import type { LoggedEvent } from '../../../../src/shared/events.ts';
import { toDisposable } from '../../../../src/shared/lifecycle.ts';
import { createLogger } from '../../../../src/shared/logger.ts';
import type { HostApi, PanelMemory, ViewApi } from '../../../../src/shared/panel.ts';
import { createRpc, type RpcChannel } from '../../../../src/shared/rpc.ts';
import { createMemento } from '../../../support/memento.ts';
import { until } from '../../../support/until.ts';

const noMemory: PanelMemory = { queries: [], pins: [] };

function fact(number: number): LoggedEvent {
  return { id: `log-${number}`, type: 'a', data: {}, timestamp: new Date(number).toISOString(), source: null };
}

/** The panels of a window whose hub is off, and what they ask of the editor. */
function openWindow(editor: Partial<EditorCalls> = {}, memento = createMemento()) {
  const asked: string[] = [];
  const feed = new PanelFeed();
  const keptSeams = new KeptSeams(memento);
  const panels = new Panels({
    feed,
    viewStart: new ViewStart(memento),
    keptSeams,
    memory: new KeptMemory(memento),
    status: () => ({ state: 'stopped' }),
    defaultHub: () => ({ url: 'http://localhost:4848' }),
    client: (): HubClient => {
      throw new DevSyncError('hub-unreachable');
    },
    commands: ['start', 'showLog'],
    run: (command) => asked.push(command),
    editor: {
      copy: (text) => void asked.push(text),
      openFile: () => {},
      templates: () => [],
      saveFixture: () => null,
      exportEvents: () => null,
      importEvents: () => null,
      ...editor,
    },
    showFocus: (area) => asked.push(`focus ${area}`),
    logger: createLogger(() => {}),
  });
  return { feed, panels, asked, memento, keptSeams };
}

/** The page in a webview: it writes down what it is told. */
function openPage(panels: Panels, id: string) {
  const [hostSide, pageSide] = channels();
  const told: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: readonly unknown[]) =>
      void told.push([name, ...values]);
  const view: ViewApi = {
    onSnapshot: ({ events }) => void told.push(['snapshot', ...events.map((event) => event.id)]),
    onEvents: note('events'),
    onStatus: note('status'),
    onSeam: note('seam'),
    onLevels: note('levels'),
    onStats: note('stats'),
    onAct: note('act'),
    onMemory: note('memory'),
  };
  const bridge = panels.add(id, hostSide);
  const { remote } = createRpc<ViewApi, HostApi>(pageSide, view, { onProblem: () => {} });
  return { bridge, host: remote, told };
}

/** Messages are JSON, as those of the editor, and arrive later. */
function channels(): readonly [RpcChannel, RpcChannel] {
  const listeners: [Set<(message: unknown) => void>, Set<(message: unknown) => void>] = [new Set(), new Set()];
  const side = (own: 0 | 1, other: 0 | 1): RpcChannel => ({
    post(message) {
      const copy = JSON.parse(JSON.stringify(message));
      queueMicrotask(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return toDisposable(() => void listeners[own].delete(listener));
    },
  });
  return [side(0, 1), side(1, 0)];
}

test('a page hears nothing before it is ready, nor while it is hidden', async () => {
  const { panels } = openWindow();
  const { host, told, bridge } = openPage(panels, 'view');
  panels.showStatus({ state: 'starting' });
  assert.equal((await host.ready()).status.state, 'stopped');
  panels.showStatus({ state: 'stopped' });
  bridge.hide();
  panels.showStatus({ state: 'starting' });
  await host.copy('the end');
  assert.deepEqual(told, [['status', { state: 'stopped' }]]);
});

test('two pages have the same rows, and each hears of what comes', async () => {
  const { feed, panels } = openWindow();
  const pages = [openPage(panels, 'view'), openPage(panels, 'tab')];
  feed.push(fact(1));
  for (const { host } of pages) assert.deepEqual((await host.ready()).events, [fact(1)]);
  feed.push(fact(2));
  await until(() => pages.every(({ told }) => told.length === 1), 'the second event in both');
  for (const { told } of pages) assert.deepEqual(told, [['events', [fact(2)]]]);
});

test('the start of the view is that of all pages, and is kept for the next window', async () => {
  const { feed, panels, memento } = openWindow();
  const [view, tab] = [openPage(panels, 'view'), openPage(panels, 'tab')];
  for (const number of [1, 2]) feed.push(fact(number));
  for (const { host } of [view, tab]) await host.ready();
  await view.host.setStart('log-1');
  assert.deepEqual([view.told, tab.told], [[], [['snapshot', 'log-2']]]);
  assert.equal(new ViewStart(memento).id, 'log-1');
  await view.host.setStart(null);
  assert.deepEqual([tab.told.at(-1), new ViewStart(memento).id], [['snapshot', 'log-1', 'log-2'], null]);
});

test('what a page remembers both hear, and the next window finds', async () => {
  const { panels, memento } = openWindow();
  const [view, tab] = [openPage(panels, 'view'), openPage(panels, 'tab')];
  assert.deepEqual((await view.host.ready()).memory, noMemory);
  await tab.host.ready();
  await view.host.remember({ kind: 'filter', query: 'type:a' });
  const memory = { queries: ['type:a'], pins: [] };
  assert.deepEqual([view.told, tab.told], [[['memory', memory]], [['memory', memory]]]);
  assert.deepEqual((await openPage(openWindow({}, memento).panels, 'view').host.ready()).memory, memory);
});

test('pins that two pages set at the same moment are both kept, and shown in both', async () => {
  const { panels, memento } = openWindow();
  const [view, tab] = [openPage(panels, 'view'), openPage(panels, 'tab')];
  for (const { host } of [view, tab]) await host.ready();
  await Promise.all([view, tab].map(({ host }, n) => host.remember({ kind: 'pin', event: fact(n + 1) })));
  const memory = { queries: [], pins: [fact(1), fact(2)] };
  assert.deepEqual(new KeptMemory(memento).current, memory);
  for (const { told } of [view, tab]) assert.deepEqual(told.at(-1), ['memory', memory]);
});

test('a line that a page made is between its rows again, also in the next window', async () => {
  const seam = { at: fact(1).timestamp, text: 'paused 12:03:05–12:04:10' };
  const hub = { dataDir: '/shop', url: 'http://localhost:4848' };
  const { panels, memento, keptSeams, feed } = openWindow();
  feed.push(fact(1));
  keptSeams.open(hub);
  const { host } = openPage(panels, 'view');
  await host.keepSeam(seam);
  assert.deepEqual((await openPage(panels, 'view').host.ready()).seams, [seam]);
  assert.deepEqual(new KeptSeams(memento).open(hub), [seam]);
});

test('an act goes to the page whose menu it was, else to the one that was used last', async () => {
  const { panels, asked } = openWindow();
  const [view, tab] = [openPage(panels, 'view'), openPage(panels, 'tab')];
  for (const { host } of [view, tab]) await host.ready();
  panels.act('compose');
  await tab.host.focusMoved('list');
  panels.act('resend');
  panels.act('copyJson', { webview: 'view', eventKey: 7 });
  await view.host.copy('the end');
  assert.deepEqual(view.told, [
    ['act', 'compose'],
    ['act', 'copyJson', 7],
  ]);
  assert.deepEqual([tab.told, asked], [[['act', 'resend']], ['focus list', 'the end']]);
});

test('a page that is hidden takes the focus with it', async () => {
  const { panels, asked } = openWindow();
  const { host, bridge } = openPage(panels, 'view');
  await host.ready();
  await host.focusMoved('detail');
  await bridge.dispose();
  assert.deepEqual(asked, ['focus detail', 'focus none']);
});

test('what is done for a page that is hidden meanwhile is no answer to the next one', async () => {
  const answer = Promise.withResolvers<number>();
  const { panels } = openWindow({ importEvents: () => answer.promise });
  const { bridge, answers, post } = openRawPage(panels);
  post({ rpc: 'call', id: 1, method: 'importEvents', parameters: [] });
  await turn();
  bridge.hide();
  answer.resolve(12);
  post({ rpc: 'call', id: 1, method: 'templates', parameters: [] });
  await until(() => answers.length === 1, 'the answer');
  assert.deepEqual(answers, [{ rpc: 'reply', id: 1, ok: true, value: [] }]);
});

/** The messages themselves. */
function openRawPage(panels: Panels) {
  const [hostSide, pageSide] = channels();
  const answers: unknown[] = [];
  pageSide.onMessage((message) => answers.push(message));
  return { bridge: panels.add('view', hostSide), answers, post: pageSide.post };
}

test('it is known whether a panel is in sight', async () => {
  const { panels } = openWindow();
  const seen: boolean[] = [];
  panels.onDidChangeShown((isShown) => seen.push(isShown));
  const [view, tab] = [openPage(panels, 'view'), openPage(panels, 'tab')];
  for (const { host } of [view, tab]) await host.ready();
  view.bridge.hide();
  await tab.bridge.dispose();
  assert.deepEqual(seen, [true, true, true, false]);
});

test('the editor knows which page asks for a file', async () => {
  const asked: unknown[] = [];
  const { panels } = openWindow({ openFile: (place, webview) => void asked.push([place.file, webview]) });
  for (const id of ['view', 'tab']) {
    const { host } = openPage(panels, id);
    await host.ready();
    await host.openFile({ folder: 'app', file: `${id}.ts` });
  }
  assert.deepEqual(asked, [
    ['view.ts', 'view'],
    ['tab.ts', 'tab'],
  ]);
});

test('a page runs no command that it is not offered', async () => {
  const { panels, asked } = openWindow();
  const { host } = openPage(panels, 'view');
  assert.deepEqual((await host.ready()).commands, ['start', 'showLog']);
  await host.run('deleteEventLog');
  await host.run('showLog');
  assert.deepEqual(asked, ['showLog']);
});

test('what needs the hub says that it is off', async () => {
  const { host } = openPage(openWindow().panels, 'view');
  await host.ready();
  for (const call of [host.raw('log-1'), host.postOf('log-1'), host.older('log-1')])
    await assert.rejects(call, { code: 'hub-unreachable' });
});
