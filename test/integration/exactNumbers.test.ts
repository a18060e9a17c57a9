import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/testServer.ts';

test('integers beyond what JavaScript can hold keep their digits', async () => {
  await using server = await startTestServer();
  const headers = { 'Content-Type': 'application/json' };
  const data = '{"tweet_id":12345678901234567890,"negative":-9007199254740993,"text":"12345678901234567890","price":1.5}';
  const body = `{"event_type":"tweet","data":${data}}`;
  assert.equal((await fetch(`${server.url}/dev/webhook`, { method: 'POST', headers, body })).status, 200);
  const history = await (await fetch(`${server.url}/dev/history`)).text();
  assert.ok(history.includes(data), history);
});

test('the address of the hub in a browser tells how to use it', async () => {
  await using server = await startTestServer();
  const response = await fetch(server.url, { headers: { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' } });
  assert.match(response.headers.get('Content-Type') ?? '', /^text\/plain/);
  assert.match(await response.text(), /curl -X POST http:\/\/localhost:\d+\/dev\/webhook/);
});
