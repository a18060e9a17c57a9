import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { assertRefused, jsonOf, okJson } from '../support/answer.ts';
import { openSocket, parseAnswer, sendRaw } from '../support/rawHttp.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const HOST = 'Host: localhost';
const END = '\r\n\r\n';
const EVENT = '{"event_type":"a"}';
const POST = `POST /dev/webhook HTTP/1.1\r\n${HOST}\r\nContent-Type: application/json`;

const accepted: readonly (readonly [name: string, bytes: string])[] = [
  ['HTTP/1.0 with a Host', `POST /dev/webhook HTTP/1.0\r\n${HOST}\r\nContent-Type: application/json\r\nContent-Length: 18${END}${EVENT}`],
  ['header names in capitals', `${POST.toUpperCase().replace('/DEV/WEBHOOK', '/dev/webhook')}\r\nCONTENT-LENGTH: 18${END}${EVENT}`],
  ['chunks', `${POST}\r\nTransfer-Encoding: chunked${END}5\r\n{"eve\r\nd;x=y\r\nnt_type":"a"}\r\n0${END}`],
  ['Expect: 100-continue', `${POST}\r\nExpect: 100-continue\r\nContent-Length: 18${END}${EVENT}`],
  ['an expectation that nobody can meet', `${POST}\r\nExpect: more\r\nContent-Length: 18${END}${EVENT}`],
  ['an upgrade that is ignored', `${POST}\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 18${END}${EVENT}`],
  ['an empty Content-Encoding', `${POST}\r\nContent-Encoding:\r\nContent-Length: 18${END}${EVENT}`],
  ['15 KiB of headers', `${POST}\r\nX-A: ${'a'.repeat(15 * 1024)}\r\nContent-Length: 18${END}${EVENT}`],
];

for (const [name, bytes] of accepted) {
  test(`takes a post with ${name}`, async () => {
    await using server = await startTestServer();
    const answer = await sendRaw(server.port, bytes);
    assert.equal(answer?.status, 200, answer?.text);
    assert.equal(jsonOf(answer).success, true);
  });
}

for (const version of ['1.0', '1.1']) {
  test(`tells a sender of HTTP/${version} who forgot the length that there is no body, and how to post`, async () => {
    await using server = await startTestServer();
    const answer = await sendRaw(server.port, `${POST.replace('1.1', version)}${END}${EVENT}`);
    assertRefused(answer ?? { status: 0, text: '{}' }, 400, 'malformed-json');
    assert.match(answer?.text ?? '', /The body is empty.*curl/);
  });
}

test('an answer to HEAD has no body', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write(`HEAD /dev/health HTTP/1.1\r\n${HOST}\r\nConnection: close${END}`);
  await until(() => socket.closed, 'the hub closes');
  assert.match(text, /^HTTP\/1\.1 200 /);
  assert.ok(text.endsWith(END));
});

for (const [version, before] of [
  ['1.1', ''],
  ['1.0', ''],
  ['1.1', `GET /dev/stats HTTP/1.1\r\n${HOST}${END}`],
] as const) {
  test(`a stream of HTTP/${version}${before && ' behind another request in its packet'} is events and nothing else`, async () => {
    await using server = await startTestServer();
    const socket = await openSocket(server.port);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.write(`${before}GET /dev/events HTTP/${version}\r\n${HOST}${END}`);
    await until(() => text.includes('SSE connected'), 'the stream begins');
    okJson(await server.post('/dev/webhook', { event_type: 'a' }));
    await until(() => text.includes('"type":"a"'), 'the event arrives');
    const [head = '', stream = ''] = text.slice(text.lastIndexOf('HTTP/1.1 200')).split(END);
    assert.match(head, /^Connection: close$/m);
    assert.doesNotMatch(head, /Transfer-Encoding/);
    assert.match(stream, /^(: heartbeat\n\n)?retry: \d+\n(id: .*\ndata: .*\n\n){2}$/);
    socket.destroy();
  });
}

test('two requests in one packet get their two answers in order', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  const first = `${POST}\r\nContent-Length: 18${END}${EVENT}`;
  socket.write(`${first}GET /nowhere HTTP/1.1\r\n${HOST}\r\nConnection: close${END}`);
  await until(() => socket.closed, 'the hub closes');
  const one = parseAnswer(bytes);
  assert.equal(one?.status, 200);
  const second = parseAnswer(bytes.subarray(bytes.lastIndexOf('HTTP/1.1')));
  assertRefused(second ?? { status: 0, text: '{}' }, 404, 'not-found');
});

test('a half-open request does not hold up the others or the end', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  socket.write(`${POST}\r\nContent-Length: 18${END}{`);
  await server.publish('others');
  await server.hub.dispose();
  await until(() => socket.closed, 'the half-open connection is closed');
});

test('garbage on the connection of a stream ends that stream and nothing else', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.write(`GET /dev/events HTTP/1.1\r\n${HOST}${END}`);
  await until(() => text.includes('SSE connected'), 'the stream is open');
  socket.write(`not http${END}`);
  await until(() => socket.closed, 'the hub closes the connection');
  assert.equal(text.match(/HTTP\/1\.1/g)?.length, 1, 'nothing but the stream was sent');
  await server.publish('still.here');
});

test('a proxy request whose client sends more and resets the connection harms nobody', async () => {
  await using server = await startTestServer();
  for (let round = 0; round < 20; round++) {
    const socket = await openSocket(server.port);
    socket.write(`CONNECT example.com:443 HTTP/1.1\r\n${HOST}${END}`);
    for (let late = 0; late < round % 4; late++) socket.write('\x16\x03\x01\x02\x00late'.repeat(1000));
    if (round % 2) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  await server.publish('still.here');
});

test('the connection of a proxy request is closed after the answer, though the client keeps it open', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  const ended = once(socket, 'end');
  socket.resume().write(`CONNECT example.com:443 HTTP/1.1\r\n${HOST}${END}late bytes`);
  await within(ended, 'the end of the connection');
});
