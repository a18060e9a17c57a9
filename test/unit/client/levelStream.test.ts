import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { followLevels } from '../../../src/client/levelStream.ts';
import type { MeterFrame } from '../../../src/shared/listening.ts';
import { heartbeatFrame, messageFrame, retryField } from '../../../src/shared/sse.ts';

afterEach(() => mock.restoreAll());

const frame = (t: number): MeterFrame => ({
  ...{ t, rmsDb: -23.01, peakDb: -20, holdDb: -20, vuDb: -23.5 },
  ...{ percent: 61.7, clipped: false, clipCount: 0, sessionId: 'one' },
});

/** The edge: whatever is asked for gets this answer. */
function answerWith(answer: (signal: AbortSignal) => Response) {
  const heard: Request[] = [];
  mock.method(globalThis, 'fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    heard.push(request);
    return answer(request.signal);
  });
  return heard;
}

const streamOf = (body: ReadableStream) => new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });

function follow(signal = new AbortController().signal) {
  const frames: MeterFrame[] = [];
  const ended = followLevels({ url: 'http://localhost:4848', token: 'secret', onFrame: (next) => frames.push(next), signal });
  return { frames, ended };
}

test('every frame is heard, however the bytes are cut, until the hub ends the stream', async () => {
  const text = `${retryField(1000)}${heartbeatFrame}${[1, 2, 3].map((t) => messageFrame(JSON.stringify(frame(t)))).join('')}`;
  const bytes = new TextEncoder().encode(text);
  const cuts = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) => bytes.slice(index * 7, index * 7 + 7));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const cut of cuts) controller.enqueue(cut);
      controller.close();
    },
  });
  const heard = answerWith(() => streamOf(body));
  const { frames, ended } = follow();
  await ended;
  assert.deepEqual(frames, [1, 2, 3].map(frame));
  assert.equal(heard[0]?.url, 'http://localhost:4848/api/listen/levels');
  assert.equal(heard[0]?.headers.get('Authorization'), 'Bearer secret');
});

test('a stream that nobody wants any more ends without an error', async () => {
  const abort = new AbortController();
  answerWith((signal) => {
    const body = new ReadableStream({
      start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
    });
    return streamOf(body);
  });
  const { ended } = follow(abort.signal);
  setImmediate(() => abort.abort());
  await ended;
});

test('a connection that breaks is an error', async () => {
  answerWith(() => streamOf(new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) })));
  await assert.rejects(follow().ended, { code: 'hub-unreachable', message: 'The connection to the hub broke.' });
});

test('a refusal arrives with the words of the hub', async () => {
  const error = { code: 'too-many-streams', message: 'No room.', next: 'Close one.' };
  answerWith(() => Response.json({ success: false, error }, { status: 503 }));
  await assert.rejects(follow().ended, error);
});

test('a page where the levels should be is no hub, and is not waited for', async () => {
  const endless = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('<h1>Hello</h1>')) });
  answerWith(() => new Response(endless, { headers: { 'Content-Type': 'text/html' } }));
  await assert.rejects(follow().ended, { code: 'hub-unreachable', message: /is not a Dev Sync hub/ });
});
