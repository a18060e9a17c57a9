import assert from 'node:assert/strict';
import { startKillableHub } from '../../support/killableHub.ts';
import { sendRaw } from '../../support/rawHttp.ts';
import { ask, get, post } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

/** This hub writes a log of everything, as it does in the editor. */
export const tokenInWords: Deed = async () => {
  await using hub = await startKillableHub();
  const { token } = hub;
  const authorization = `Authorization: Bearer ${token}`;
  const requests = [
    get('/dev/health?nonce=n', authorization),
    get(`/dev/health?nonce=${token}`),
    get(`/dev/history?token=${token}`, authorization),
    get(`/nowhere?token=${token}`, authorization),
    get(`/dev/events?token=${token}`),
    get(`/dev/events?token=${token}`, 'Origin: http://evil.com'),
    get(`/dev/stats?token=${token}`, 'Host: evil.com', authorization),
    ask('PUT', `/dev/health?token=${token}`, authorization),
    ask('OPTIONS', `/dev/webhook?token=${token}`, authorization, 'Origin: http://localhost:3000'),
    post(`/dev/webhook?token=${token}`, '{', authorization),
    post(`/dev/webhook?token=${token}`, '{}', authorization),
    post('/dev/webhook', '{"event_type":"a"}', authorization, 'User-Agent: curl'),
    post('/dev/watch', '{}', authorization),
    post('/api/listen/start', '{"deviceId":7}', authorization),
    `GET /?token=${token} HTTP/1.1\r\n${authorization}\r\nbroken\r\n\r\n`,
    get('/dev/history'),
    get('/dev/deliveries'),
    get('/dev/stats'),
    get('/'),
    get('/dev/client.js', authorization),
    get('/dev/openapi.json', authorization),
  ];
  for (const request of requests) {
    const answer = await sendRaw(hub.port, request);
    assert.ok(answer, request);
    assert.ok(!`${[...answer.headers].join()}${answer.text}`.includes(token), `The token is in the answer to ${request}`);
  }
  const words = await hub.words();
  assert.match(words, /Refused a request/);
  assert.ok(!words.includes(token), 'The token is in the log');
};
