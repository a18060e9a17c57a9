import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventPost } from '../../../../src/shared/api.ts';
import { notPostText, senderOf } from '../../../../webview/detail/sender.ts';
import { eventAt } from '../sample.ts';

const postWith = (...headers: EventPost['headers']): EventPost => {
  return { at: '2026-03-02T12:00:00.000Z', method: 'POST', path: '/dev/webhook', address: '127.0.0.1', headers, bytes: 12, events: 1 };
};
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the sender of a post', () => {
  it('is the program as people call it', () => {
    const agents = [
      ['curl/8.5.0', 'curl 8.5'],
      ['python-httpx/0.28.1', 'python-httpx 0.28'],
      ['node', 'node'],
      ['Go-http-client/1.1', 'Go-http-client 1.1'],
      ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143'],
      [`${windows} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 'Edge 141'],
      [`${windows} Chrome/141.0.0.0 Safari/537.36`, 'Chrome 141'],
      ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15', 'Safari 26'],
      ['', null],
    ] as const;
    for (const [agent, name] of agents) assert.equal(senderOf(postWith(['User-Agent', agent])), name, agent);
  });

  it('of a page is its origin, too', () => {
    const origin = ['origin', 'http://localhost:5173'] as const;
    assert.equal(senderOf(postWith(['user-agent', `${windows} Chrome/141.0`], origin)), 'Chrome 141 on http://localhost:5173');
    assert.equal(senderOf(postWith(['user-agent', null], origin)), 'A page on http://localhost:5173');
  });

  it('is nobody where nothing says so', () => {
    assert.equal(senderOf(postWith()), null);
  });
});

describe('an event without a post', () => {
  it('says why', () => {
    assert.match(notPostText(eventAt(0, { type: 'frontend.file_changed', source: 'watcher' })), /^It was not posted: .* files/);
    assert.match(notPostText(eventAt(0, { type: 'listening_status', source: 'microphone' })), /^It was not posted: .* microphone/);
    assert.match(notPostText(eventAt(0)), /^It is not kept any more/);
  });
});
