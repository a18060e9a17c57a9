import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failingLog } from '../log/failingLog.ts';
import { messagesOf, settled, startStreams, typesOf } from './streams.ts';

const KIB = 1024;

/** A stream whose reader is behind, on a log whose medium then fails. */
async function behind(readableFrom: number) {
  const place = await failingLog();
  const streams = startStreams({}, place.log);
  const position = streams.log.head();
  const ids = [...(await streams.publish('old', 60, 9.5 * KIB)), ...(await streams.publish('new', 20))];
  const { response } = streams.open({ position });
  response.block();
  await settled();
  Object.assign(place.medium, { stepsLeft: 0, readableFrom });
  const catchUp = async () => {
    response.unblock();
    await settled(60);
    const [live] = await streams.publish('live');
    await settled();
    return { ids: [...ids, live], messages: messagesOf(response).slice(1) };
  };
  return { ...streams, response, catchUp, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

test('a reader hears everything once and in order though the store fails while it is behind', async () => {
  await using streams = await behind(0);
  const { ids, messages } = await streams.catchUp();
  assert.deepEqual(
    messages.map(({ position }) => position),
    ids,
  );
  assert.deepEqual(streams.recording.linesOf('error'), []);
});

test('a reader is told of what a failed store does not give any more, and hears the rest', async () => {
  await using streams = await behind(41);
  const { messages } = await streams.catchUp();
  const types = typesOf(streams.response);
  const at = types.indexOf('stream.gap');
  const gap = messages[at - 1]?.data;
  assert.deepEqual([types.lastIndexOf('stream.gap'), types.filter((type) => type === 'new').length], [at, 20]);
  assert.deepEqual(gap?.data, { from: messages[at - 2]?.position, to: messages[at]?.position, reason: 'retention' });
  assert.equal(types.at(-1), 'live');
  assert.deepEqual([streams.response.destroyed, streams.recording.linesOf('error')], [false, []]);
});
