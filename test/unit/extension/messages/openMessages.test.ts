import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenMessages } from '../../../../src/extension/messages/openMessages.ts';

/** Messages that wait for a click, by their sentence. */
function start() {
  const messages = new OpenMessages();
  const shown: { readonly sentence: string; readonly answer: (choice: string | undefined) => void }[] = [];
  const show = (sentence: string) =>
    messages.show(sentence, (text) => new Promise<string | undefined>((answer) => shown.push({ sentence: text, answer })));
  return { show, shown };
}

test('a sentence that is open is not shown a second time, another one is', async () => {
  const { show, shown } = start();
  const first = show('No microphone.');
  const again = show('No microphone.');
  void show('No hub.');
  assert.deepEqual(
    shown.map(({ sentence }) => sentence),
    ['No microphone.', 'No hub.'],
  );
  shown[0]?.answer('Try Again');
  assert.equal(await again, undefined);
  assert.equal(await first, 'Try Again');
});

test('a sentence that was closed is shown again', async () => {
  const { show, shown } = start();
  const first = show('No microphone.');
  shown[0]?.answer(undefined);
  assert.equal(await first, undefined);
  void show('No microphone.');
  assert.equal(shown.length, 2);
});

test('a message that could not be shown is not taken for an open one', async () => {
  const messages = new OpenMessages();
  await assert.rejects(messages.show('No hub.', () => Promise.reject(new Error('gone'))));
  assert.equal(await messages.show('No hub.', async () => 'Show Log'), 'Show Log');
});
