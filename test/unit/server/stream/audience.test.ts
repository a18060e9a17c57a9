import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Audience } from '../../../../src/server/stream/audience.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import { notListening } from '../../../../src/shared/listening.ts';
import type { SlowResponse } from './slowResponse.ts';
import { messagesOf, settled, startStreams } from './streams.ts';

const problem = new DevSyncError('watch-failed').toInfo();

function startAudience() {
  const audience = new Audience();
  const { open } = startStreams();
  const come = (client = 'window') => {
    const { response, subscriber } = open({ isCounted: false, client });
    audience.add(subscriber);
    return response;
  };
  return { audience, come, open };
}

/** What a stream heard behind its greeting. */
function heard(response: SlowResponse) {
  return messagesOf(response)
    .slice(1)
    .map(({ data: { type, data } }) => [type, data]);
}

for (const client of ['window', 'panel']) {
  test(`a ${client} hears the state of the hub at once, then every change of it, and the goodbye`, async () => {
    const { audience, come } = startAudience();
    audience.showSubscribers(2);
    const response = come(client);
    audience.showSubscribers(2);
    audience.showSubscribers(3);
    audience.showProblems('watch', problem);
    audience.showCleared(7);
    audience.sayGoodbye();
    await settled();
    assert.deepEqual(heard(response), [
      ['stream.status', { subscribers: 2, problems: [], listening: notListening }],
      ['stream.status', { subscribers: 3, problems: [], listening: notListening }],
      ['stream.status', { subscribers: 3, problems: [problem], listening: notListening }],
      ['stream.cleared', { deleted: 7 }],
      ['stream.closing', { restarting: false }],
    ]);
  });
}

test('what a part of the hub cannot do replaces what that part said before, and the log comes first', async () => {
  const { audience, come } = startAudience();
  const full = new DevSyncError('log-failed').toInfo();
  const response = come();
  audience.showProblems('watch', problem, problem);
  audience.showProblems('log', full);
  audience.showProblems('watch');
  audience.showProblems('log', undefined);
  await settled();
  assert.deepEqual(
    heard(response)
      .slice(1)
      .map(([, data]) => (data as { problems?: unknown } | undefined)?.problems),
    [[problem, problem], [full, problem, problem], [full], []],
  );
});

test('the goodbye says when another hub follows', async () => {
  const { audience, come } = startAudience();
  const response = come();
  audience.expectRestart();
  audience.sayGoodbye();
  await settled();
  assert.deepEqual(heard(response).at(-1), ['stream.closing', { restarting: true }]);
});

test('other streams hear nothing of it, and one that closed is forgotten', async () => {
  const { audience, come, open } = startAudience();
  const other = open().response;
  const came: string[] = [];
  audience.onDidCome(({ client }) => came.push(client));
  const response = come('panel');
  assert.deepEqual([audience.isEmpty, came], [false, ['panel']]);
  response.destroy();
  await settled();
  audience.showCleared(1);
  await settled();
  assert.deepEqual([audience.isEmpty, heard(other)], [true, []]);
});
