import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, test } from 'node:test';
import { configureDevSync, createDevSync, subscribeToBackendEvents } from '../../../../src/client/sdk/index.ts';
import { until } from '../../../support/until.ts';

beforeEach(() => {
  const values: Record<string, string> = {};
  const removeItem = (key: string) => Reflect.deleteProperty(values, key);
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    value: Object.defineProperty(values, 'removeItem', { value: removeItem }),
  });
});

const stored = () => Object.values(globalThis.sessionStorage as Record<string, string>);

/** A hub that notes from where it is asked, and says what the test wants. */
async function startStream() {
  const asked: string[] = [];
  const streams: ServerResponse[] = [];
  const server = createServer(({ url = '' }, response) => {
    const query = new URL(url, 'http://hub').searchParams;
    asked.push(`${query.get('types')} from ${query.get('last_event_id')}`);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`id: ${query.get('last_event_id') || '10'}\ndata: {"type":"connected"}\n\n`);
    streams.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    streams,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('each kind of client has a place of its own, and who says where to start has none', async () => {
  await using hub = await startStream();
  const shared = configureDevSync({ url: hub.url, resume: true, log: false });
  const stops = [subscribeToBackendEvents(() => {})];
  await until(() => stored().length, 'the place of the first');
  stops.push(subscribeToBackendEvents(() => {}, { types: ['x'], lastEventId: '3' }));
  await until(() => hub.asked.length === 2, 'the second is connected');
  const other = createDevSync({ url: hub.url, types: ['y'], resume: true, log: false });
  other.on('*', () => {});
  await until(() => other.status === 'open', 'the third is connected');
  hub.streams[1]?.write('id: 4\ndata: {"id":"4","type":"x","data":{}}\n\n');
  hub.streams[2]?.write('id: 12\n\n');
  await until(() => stored().includes('12'), 'a place that no event came with');
  assert.deepEqual(hub.asked, [' from ', 'x from 3', 'y from ']);
  assert.deepEqual(stored(), ['10', '12']);
  for (const stop of stops) stop();
  for (const client of [shared, other]) client.close();
});

test('who comes back to a page that lives hears what is new, as does the second of two alike', async () => {
  await using hub = await startStream();
  const [client, twin] = [0, 1].map(() => createDevSync({ url: hub.url, resume: true, log: false }));
  assert.ok(client && twin);
  const stop = client.on('*', () => {});
  await until(() => client.status === 'open', 'the client is connected');
  twin.on('*', () => {});
  await until(() => twin.status === 'open', 'its twin is connected');
  twin.close();
  stop();
  await until(() => client.status === 'idle', 'the client has let go');
  client.on('*', () => {});
  await until(() => client.status === 'open', 'the client is back');
  assert.deepEqual(hub.asked, [' from ', ' from ', ' from ']);
  client.close();
});

test('goes on where the page was before it was loaded again', async () => {
  await using hub = await startStream();
  Object.assign(globalThis.sessionStorage, { [`dev-sync position ${hub.url} []`]: '7' });
  const client = createDevSync({ url: hub.url, resume: true, log: false });
  client.on('*', () => {});
  await until(() => client.status === 'open', 'the client is connected');
  assert.deepEqual(hub.asked, [' from 7']);
  client.close();
});
