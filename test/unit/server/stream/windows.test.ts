import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { Windows } from '../../../../src/server/stream/windows.ts';
import { LINGER_MS } from '../../../../src/shared/api.ts';
import { messagesOf, settled, startStreams } from './streams.ts';

const watch = { folders: [{ name: 'web', path: '/web' }], include: ['**'], exclude: [] };

afterEach(() => mock.timers.reset());

function startWindows(isOwnedByWindows = true) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const windows = new Windows(isOwnedByWindows);
  const log: string[] = [];
  windows.onDidChange(() => log.push('changed'));
  windows.onDidAbandon(() => log.push('abandoned'));
  const { open } = startStreams();
  let count = 0;
  const attach = (request?: typeof watch) => {
    const opened = open({ isCounted: false, client: 'window' });
    const id = `window-${++count}`;
    windows.attach(opened.subscriber, id);
    if (request) assert.ok(windows.setWatch(id, request));
    return opened.response;
  };
  return { windows, log, attach };
}

test('a hub whose first window does not come is abandoned after its time, and not before', () => {
  const { log } = startWindows();
  mock.timers.tick(LINGER_MS - 1);
  assert.deepEqual(log, []);
  mock.timers.tick(1);
  assert.deepEqual(log, ['abandoned']);
});

test('a hub lives while a window is attached, and a while after the last one', async () => {
  const { log, attach } = startWindows();
  const [first, second] = [attach(), attach()];
  first.destroy();
  await settled();
  mock.timers.tick(10 * LINGER_MS);
  assert.ok(!log.includes('abandoned'));
  second.destroy();
  await settled();
  mock.timers.tick(LINGER_MS - 1);
  assert.ok(!log.includes('abandoned'));
  mock.timers.tick(1);
  assert.equal(log.at(-1), 'abandoned');
});

test('a window that comes back in time keeps the hub', async () => {
  const { log, attach } = startWindows();
  attach().destroy();
  await settled();
  mock.timers.tick(LINGER_MS - 1);
  attach();
  mock.timers.tick(10 * LINGER_MS);
  assert.ok(!log.includes('abandoned'));
});

test('a hub of its host is never abandoned', async () => {
  const { log, attach } = startWindows(false);
  attach().destroy();
  await settled();
  mock.timers.tick(10 * LINGER_MS);
  assert.deepEqual(log, ['changed']);
});

test('nothing is abandoned after disposal, whatever closes then', async () => {
  const { windows, log, attach } = startWindows();
  const response = attach();
  windows.dispose();
  response.destroy();
  await settled();
  mock.timers.tick(10 * LINGER_MS);
  assert.ok(!log.includes('abandoned'));
});

test('a window brings its folders and takes them along', async () => {
  const { windows, log, attach } = startWindows();
  const response = attach(watch);
  attach();
  assert.deepEqual(windows.watchRequests, [watch]);
  response.destroy();
  await settled();
  assert.deepEqual(windows.watchRequests, []);
  assert.deepEqual(log, ['changed', 'changed']);
});

test('what a window wants watched can change, and a window that is not there can want nothing', () => {
  const { windows, attach } = startWindows();
  attach(watch);
  const other = { ...watch, include: ['src/**'] };
  assert.ok(windows.setWatch('window-1', other));
  assert.deepEqual(windows.watchRequests, [other]);
  assert.equal(windows.setWatch('window-7', watch), false);
});

test('a window that closes is named, and is attached no more', async () => {
  const { windows, attach } = startWindows();
  const detached: string[] = [];
  windows.onDidDetach((id) => detached.push(id));
  const [first] = [attach(), attach()];
  assert.deepEqual(
    ['window-1', 'window-2', 'window-3'].map((id) => windows.isAttached(id)),
    [true, true, false],
  );
  first.destroy();
  await settled();
  mock.timers.tick(449);
  assert.deepEqual([windows.isAttached('window-1'), detached], [true, []]);
  mock.timers.tick(1);
  assert.deepEqual([windows.isAttached('window-1'), detached], [false, ['window-1']]);
});

/** Another stream of a window. */
function attachAgain(windows: Windows, id: string) {
  const { response, subscriber } = startStreams().open({ isCounted: false, client: 'window' });
  windows.attach(subscriber, id);
  return response;
}

test('a window whose stream breaks and that is back at once has not closed', async () => {
  const { windows, attach } = startWindows();
  const log: string[] = [];
  windows.onDidDetach((id) => log.push(`${id} is gone`));
  windows.onDidReturn((id) => log.push(`${id} is back`));
  attach().destroy();
  await settled();
  const second = attachAgain(windows, 'window-1');
  mock.timers.tick(10_000);
  attachAgain(windows, 'window-1');
  second.destroy();
  await settled();
  mock.timers.tick(10_000);
  assert.deepEqual(log, ['window-1 is back', 'window-1 is back']);
});

test('a hub that no window has to come to is headless when none is here any more', async () => {
  const { windows, attach } = startWindows(false);
  assert.equal(windows.isHeadless, true);
  attach().destroy();
  await settled();
  assert.equal(windows.isHeadless, false);
  mock.timers.tick(450);
  assert.equal(windows.isHeadless, true);
});

test('a hub that belongs to windows is never headless', () => {
  assert.equal(startWindows().windows.isHeadless, false);
});

const question = { id: 'q', origin: 'http://localhost:3000' };
const isAsked = (response: ReturnType<ReturnType<typeof startWindows>['attach']>) =>
  messagesOf(response).some(({ data: { type } }) => type === 'stream.consent');

test('a question goes to the window that was used last, and to no other', async () => {
  const { windows, attach } = startWindows();
  const responses = [attach(), attach(), attach()];
  windows.tell('window-2', { focused: true });
  windows.tell('window-1', { focused: true });
  windows.tell('window-2', { focused: true });
  windows.tell('window-3', { externalUrl: null });
  assert.equal(windows.ask(question), 'window-2');
  await settled();
  assert.deepEqual(responses.map(isAsked), [false, true, false]);
  assert.deepEqual(messagesOf(responses[1] ?? assert.fail()).at(-1)?.data, { type: 'stream.consent', data: question });
});

test('where nobody turned to a window yet, the one that came last is asked', async () => {
  const { windows, attach } = startWindows();
  assert.equal(windows.ask(question), undefined);
  const [, second] = [attach(), attach()];
  assert.equal(windows.ask(question), 'window-2');
  second.destroy();
  await settled();
  assert.equal(windows.ask(question), 'window-1');
});

test('what a window says of itself holds until it says otherwise, and leaves with it', async () => {
  const { windows, attach } = startWindows();
  const [first] = [attach(), attach()];
  const permission = (port: number) => ({ origin: `http://localhost:${port}`, until: '2026-12-22T00:00:00Z' });
  windows.tell('window-1', { permissions: [permission(1), permission(2)], externalUrl: 'https://a.test/' });
  windows.tell('window-2', { permissions: [permission(3)], externalUrl: 'https://b.test/' });
  windows.tell('window-1', { permissions: [permission(2)] });
  const ofWindow = (windowId: string, port: number) => ({ ...permission(port), windowId });
  assert.deepEqual(windows.permissions, [ofWindow('window-1', 2), ofWindow('window-2', 3)]);
  assert.deepEqual(windows.externalUrls.map(String), ['https://a.test/', 'https://b.test/']);
  windows.tell('window-2', { externalUrl: null });
  assert.deepEqual(windows.externalUrls.map(String), ['https://a.test/']);
  first.destroy();
  await settled();
  mock.timers.tick(450);
  assert.deepEqual([windows.permissions, windows.externalUrls], [[ofWindow('window-2', 3)], []]);
  assert.equal(windows.tell('window-1', { permissions: [permission(1)] }), false);
});

test('a window whose stream broke need not say anything again', async () => {
  const { windows, attach } = startWindows();
  const responses = [attach(), attach()];
  const permission = { origin: 'http://localhost:1', until: '2026-12-22T00:00:00Z' };
  windows.tell('window-1', { permissions: [permission], externalUrl: 'https://a.test/', focused: true });
  responses[0]?.destroy();
  await settled();
  assert.equal(windows.ask(question), 'window-2', 'who cannot be reached is not asked');
  attachAgain(windows, 'window-1');
  mock.timers.tick(10_000);
  assert.deepEqual(windows.permissions, [{ ...permission, windowId: 'window-1' }]);
  assert.deepEqual(windows.externalUrls.map(String), ['https://a.test/']);
  assert.equal(windows.ask(question), 'window-1');
});

test('a question goes to all streams of its window: one of them may be dead', async () => {
  const { windows, attach } = startWindows();
  const first = attach();
  windows.tell('window-1', { focused: true });
  attach();
  const again = attachAgain(windows, 'window-1');
  assert.equal(windows.ask(question), 'window-1');
  await settled();
  assert.deepEqual([first, again].map(isAsked), [true, true]);
});
