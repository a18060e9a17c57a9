import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LevelStreams } from '../../../../src/server/stream/levelStreams.ts';
import type { MeterFrame } from '../../../../src/shared/listening.ts';
import { interpret } from '../../shared/whatwgParser.ts';
import { SlowResponse } from './slowResponse.ts';

function frameAt(t: number): MeterFrame {
  return { t, rmsDb: -20, peakDb: -17, holdDb: -17, vuDb: -20, percent: 66.67, clipped: false, clipCount: 0, sessionId: 's' };
}

function timesOf({ chunks }: SlowResponse): number[] {
  return interpret(chunks).messages.map(({ data }) => (JSON.parse(data) as MeterFrame).t);
}

test('every stream gets every frame', () => {
  const streams = new LevelStreams();
  const responses = [new SlowResponse(), new SlowResponse()];
  for (const response of responses) streams.add(response.asServerResponse());
  for (let t = 0; t < 5; t++) streams.push(frameAt(t));
  for (const response of responses) assert.deepEqual(timesOf(response), [0, 1, 2, 3, 4]);
});

test('a reader that does not keep up misses frames, holds nobody up, and costs little memory', () => {
  const streams = new LevelStreams();
  const [slow, quick] = [new SlowResponse(), new SlowResponse()];
  for (const response of [slow, quick]) streams.add(response.asServerResponse());
  slow.block();
  for (let t = 0; t < 10_000; t++) streams.push(frameAt(t));
  assert.equal(timesOf(quick).length, 10_000);
  assert.ok(slow.handedBytes < 32 * 1024, `${slow.handedBytes} bytes wait`);
  slow.unblock();
  streams.push(frameAt(10_000));
  assert.equal(timesOf(slow).at(-1), 10_000, 'it goes on with the present');
});

test('a stream that closes is forgotten', () => {
  const streams = new LevelStreams();
  const response = new SlowResponse();
  streams.add(response.asServerResponse());
  assert.equal(streams.size, 1);
  response.emit('close');
  assert.equal(streams.size, 0);
});
