import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { readEventFile } from '../../src/client/eventFiles/readEventFile.ts';
import { replayEvents } from '../../src/client/eventFiles/replay.ts';
import { createHubClient } from '../../src/client/hubClient.ts';
import { startTestServer } from '../support/testServer.ts';

/** A way to the hub that breaks before these answers (counted from 1) come back; the hub has heard the posts all the same. */
async function openBrokenWay(hubUrl: string, broken: readonly number[]) {
  let answers = 0;
  const server = createServer(async (request, response) => {
    const { method = '', url, headers } = request;
    const passed = { 'Content-Type': 'application/json', 'Idempotency-Key': String(headers['idempotency-key']) };
    const answer = await fetch(`${hubUrl}${url}`, { method, headers: passed, body: new Uint8Array(await buffer(request)) });
    const text = await answer.text();
    answers++;
    if (broken.includes(answers)) response.destroy();
    else response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, answers: () => answers, [Symbol.asyncDispose]: dispose };
}

test('over a connection that breaks, every event is published once and in order', async () => {
  await using server = await startTestServer();
  await using way = await openBrokenWay(server.url, [1, 3, 4]);
  const lines = Array.from({ length: 2500 }, (_, n) => JSON.stringify({ event_type: 'n', data: { n } }));
  const { events } = readEventFile(lines.join('\n'));
  const client = createHubClient(way);
  const { signal } = new AbortController();
  const published = await replayEvents({ events, timing: 'at-once', send: client.sendBatch, signal, onProgress: () => {} });
  assert.deepEqual([published, way.answers()], [2500, 6]);
  const hub = createHubClient(server.hub.state);
  const numbers: unknown[] = [];
  for (let after: string | null = 'earliest'; after !== null; ) {
    const page: Awaited<ReturnType<typeof hub.history>> = await hub.history({ after, limit: 1000 });
    numbers.push(...page.events.map(({ data }) => data.n));
    after = page.next;
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: 2500 }, (_, n) => n),
  );
});
