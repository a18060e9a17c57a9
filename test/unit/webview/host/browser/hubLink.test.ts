import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { DevSyncError } from '../../../../../src/shared/errors.ts';
import type { HubStatus } from '../../../../../src/shared/panel.ts';
import { HubLink } from '../../../../../webview/host/browser/hubLink.ts';
import { PageStore } from '../../../../../webview/host/browser/pageStore.ts';
import { Sight } from '../../../../../webview/host/browser/sight.ts';
import { TokenKeeper } from '../../../../../webview/host/browser/tokenKeeper.ts';
import { pageStorage } from '../../../../support/pageStorage.ts';
import { PageTab } from '../../../../support/pageTab.ts';
import { until } from '../../../../support/until.ts';

const TOKEN = 'TokenOfTheHub';
const page = { location: { hash: '', pathname: '/', search: '' }, history: { replaceState() {} } };

/** A program on the port of a hub that is gone, which answers everything. What it hears is noted. */
async function startStranger(says: object = {}) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.end(JSON.stringify({ success: true, events: [], next: null, prev: null, proof: '0123456789abcdef', ...says }));
  }).listen(0);
  await until(() => server.listening, 'the stranger listens');
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, heard, [Symbol.dispose]: () => void server.close().closeAllConnections() };
}

function openLink(url: string) {
  const [shown, asked]: [HubStatus[], string[]] = [[], []];
  const store = new PageStore({ tab: pageStorage(), browser: pageStorage(), path: '/' });
  const view = { onEvents() {}, onSeam() {}, onStats() {}, onStatus: (status: HubStatus) => void shown.push(status) };
  const keeper = new TokenKeeper({ ...page, storage: pageStorage({ token: TOKEN }) }, 'token');
  const sight = new Sight(new PageTab());
  const link = new HubLink({ url, keeper, sight, store, view, onReload() {}, onLocked: (reason) => void asked.push(reason) });
  return { link, keeper, shown, asked, [Symbol.dispose]: () => link.close() };
}

test('a program that does not prove that it has the token is not sent it, however often it is tried', async () => {
  using stranger = await startStranger();
  using page = openLink(stranger.url);
  await page.link.open();
  await until(() => stranger.heard.length >= 3, 'three tries');
  assert.ok(stranger.heard.every((line) => line.startsWith('/dev/health') && !line.includes(TOKEN)));
  assert.deepEqual([...new Set(page.shown.map((status) => status.state === 'problem' && status.error.code))], ['hub-not-proven']);
  assert.equal(page.asked.length, 1);
});

test('what a person does meanwhile takes no token there either', async () => {
  using stranger = await startStranger();
  using page = openLink(stranger.url);
  const isNotProven = (error: unknown) => error instanceof DevSyncError && error.code === 'hub-not-proven';
  await assert.rejects(page.link.client.send({ event_type: 'a' }), isNotProven);
  await assert.rejects(page.link.clientFor(JSON.parse).history(), isNotProven);
  assert.ok(!stranger.heard.join().includes(TOKEN));
});

test('one that says it is a hub gets what a page without a token sends, and no token', async () => {
  using stranger = await startStranger({ name: 'dev-sync' });
  using opened = openLink(stranger.url);
  await opened.link.open();
  await opened.link.client.send({ event_type: 'a' });
  assert.ok(stranger.heard.some((line) => line.startsWith('/dev/webhook')) && !stranger.heard.join().includes(TOKEN));
  assert.deepEqual([opened.keeper.current, opened.asked], [undefined, []]);
});
