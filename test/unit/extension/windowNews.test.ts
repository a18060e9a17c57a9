import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AboutWindow } from '../../../src/extension/hub/hubSession.ts';
import { externalUrlOf, WindowNews } from '../../../src/extension/windowNews.ts';
import type { HubState } from '../../../src/shared/api.ts';
import { Emitter } from '../../../src/shared/emitter.ts';
import { createLogger } from '../../../src/shared/logger.ts';
import { until } from '../../support/until.ts';

const LOCAL = 'http://localhost:4848';
const hub = { url: LOCAL } as HubState;
const current = [{ origin: 'http://localhost:3000', until: '2026-12-22T12:00:00.000Z' }];

/** A window that tells, and what the hub hears. */
function openWindow({ focused = false, asExternal = async (url: string) => `${url}/`, isBroken = false } = {}) {
  const [attached, focus] = [new Emitter<HubState>(), new Emitter<{ focused: boolean }>()];
  const told: AboutWindow[] = [];
  const logged: string[] = [];
  const tell = async (news: AboutWindow) => {
    told.push(news);
    if (isBroken) throw new Error('no hub');
  };
  const news = new WindowNews({
    hub: { onDidAttach: attached.event, tell },
    permissions: { current },
    window: { state: { focused }, onDidChangeWindowState: focus.event },
    asExternal,
    logger: createLogger((_, line) => logged.push(line.split(' cause=')[0] ?? '')),
  });
  return { news, attached, focus, told, logged };
}

test('a window that is attached tells which pages are allowed, whether it is in front, and where browsers reach the hub', async () => {
  const { attached, told } = openWindow({ focused: true, asExternal: async () => 'https://shop-4848.app.github.dev/' });
  attached.fire(hub);
  await until(() => told.length === 2, 'the news');
  assert.deepEqual(told, [{ permissions: current, focused: true }, { externalUrl: 'https://shop-4848.app.github.dev/' }]);
});

test('a window that a person turns to tells so, and one that is left tells nothing', () => {
  const { focus, told } = openWindow();
  focus.fire({ focused: false });
  focus.fire({ focused: true });
  assert.deepEqual(told, [{ focused: true }]);
});

test('an editor that knows no address, and a hub that takes no news, are lines in the log', async () => {
  const refuse = async () => {
    throw new Error('no tunnel');
  };
  const { attached, logged } = openWindow({ asExternal: refuse, isBroken: true });
  attached.fire(hub);
  await until(() => logged.length === 2, 'the lines');
  assert.deepEqual(logged.toSorted(), [
    'The editor does not tell where browsers reach the hub',
    'The hub did not take what is new about this window',
  ]);
});

test('an address that comes when the window is at another hub is not told to that one', async () => {
  const tunnel = Promise.withResolvers<string>();
  const asExternal = (url: string) => (url === LOCAL ? tunnel.promise : Promise.resolve('https://shop-4849.app.github.dev/'));
  const { attached, told } = openWindow({ asExternal });
  attached.fire(hub);
  attached.fire({ url: 'http://localhost:4849' } as HubState);
  await until(() => told.some(({ externalUrl }) => externalUrl), 'the second address');
  tunnel.resolve('https://shop-4848.app.github.dev/');
  await tunnel.promise;
  await new Promise(setImmediate);
  assert.deepEqual(
    told.flatMap(({ externalUrl = [] }) => externalUrl),
    ['https://shop-4849.app.github.dev/'],
  );
});

test('after its end a window tells nothing', async () => {
  const { news, attached, focus, told } = openWindow();
  await news.dispose();
  attached.fire(hub);
  focus.fire({ focused: true });
  assert.deepEqual(told, []);
});

for (const [external, expected] of [
  ['http://localhost:4848/', null],
  ['http://127.0.0.1:4848', null],
  // A forward that had to take another port.
  ['http://localhost:4849/', 'http://localhost:4849/'],
  ['https://shop-4848.app.github.dev/?tkn=secret#x', 'https://shop-4848.app.github.dev/'],
  ['http://127.0.0.1:8482/proxy/4848/', 'http://127.0.0.1:8482/proxy/4848/'],
  ['https://user:password@example.com/hub', 'https://example.com/hub'],
  ['vscode-remote://ssh/4848', null],
] as const) {
  test(`the address outside of ${external} is ${expected}`, () => assert.equal(externalUrlOf(LOCAL, external), expected));
}
