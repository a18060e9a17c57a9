import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listener } from '../../../../src/server/audio/listener.ts';
import { limits } from '../../../../src/shared/api.ts';
import { settled } from '../stream/streams.ts';
import { PAGE, questionsOf, startConsent } from './consent.ts';

test('a window that closes has answered no, one whose stream is back at once has not', async (context) => {
  const { start, attach, tick, window, statuses } = startConsent(context);
  attach('window-2').destroy();
  await tick(450);
  await start(PAGE);
  window.destroy();
  await settled();
  const again = attach('window-1');
  await tick(450);
  assert.deepEqual(statuses, []);
  again.destroy();
  await settled();
  await tick(450);
  assert.deepEqual(statuses, ['denied']);
});

test('a hub that belongs to windows and has none lets nobody in', async (context) => {
  const { start, window, forks } = startConsent(context);
  window.destroy();
  await settled();
  for (const asker of [PAGE, null]) await assert.rejects(start(asker), { code: 'mic-denied', message: /not connected at this moment/ });
  assert.deepEqual(forks.devices(), []);
});

test('a hub without an editor lets programs in, and no page', async (context) => {
  const { start, window, forks, tick } = startConsent(context, false);
  window.destroy();
  await settled();
  await assert.rejects(start(null), { code: 'mic-denied', message: /not connected at this moment/ });
  await tick(450);
  await assert.rejects(start(PAGE), { code: 'mic-denied', message: /no VS Code window is attached/ });
  assert.deepEqual(forks.devices(), []);
  assert.equal((await start(null, 'one'))?.isListening, true);
  forks.die();
  await settled();
  assert.equal((await start(null, 'other'))?.isListening, true);
  assert.deepEqual(new Set(forks.devices()), new Set(['one', 'other']));
});

test('what a person said no to stays off while that window is away, at a hub that would have nobody to ask', async (context) => {
  const { start, answer, window, tick, forks } = startConsent(context, false);
  await start(null);
  assert.equal(await answer('deny'), 'denied');
  window.destroy();
  await settled();
  await tick(1000);
  await assert.rejects(start(null), { code: 'mic-denied', retryAfterS: 59 });
  assert.deepEqual(forks.devices(), []);
  await tick(59_000);
  assert.equal((await start(null))?.isListening, true);
});

test('who closes the window instead of answering has said no as well', async (context) => {
  const { start, window, tick, forks } = startConsent(context, false);
  await start(null);
  window.destroy();
  await settled();
  assert.equal(await start(null), undefined);
  await tick(450);
  await assert.rejects(start(null), { code: 'mic-denied' });
  assert.deepEqual(forks.devices(), []);
});
test('a window whose stream is back is shown the open question again, the same one', async (context) => {
  const { start, attach, answer, window } = startConsent(context);
  attach('window-2').destroy();
  await settled();
  await start(PAGE);
  window.destroy();
  await settled();
  const [other, again] = [attach('window-2'), attach('window-1')];
  await settled();
  assert.deepEqual([questionsOf(other), questionsOf(again)], [[], questionsOf(window)]);
  assert.equal(await answer('once', again), 'started');
  const last = attach('window-1');
  await settled();
  assert.deepEqual(questionsOf(last), []);
});

/** Whether listening ends when this window closes. */
async function ends(listener: Listener, windowId: string): Promise<boolean> {
  await listener.stopFor(windowId);
  return listener.state.sessionId === null;
}

test('a session that a person allowed belongs to the window that answered', async (context) => {
  const { start, answer, attach, listener, window } = startConsent(context);
  await start(PAGE);
  attach('window-2');
  await answer('once', window, 'window-2');
  assert.deepEqual([await ends(listener, 'window-1'), await ends(listener, 'window-2')], [false, true]);
});

test('so does one that a late yes lets in, and one that a permission lets in', async (context) => {
  const { start, answer, tick, windows, listener } = startConsent(context);
  await start(PAGE);
  await tick(limits.microphoneQuestionMs);
  await answer('once');
  assert.equal((await start(PAGE))?.isListening, true);
  assert.equal(await ends(listener, 'window-1'), true);
  windows.tell('window-1', { permissions: [{ origin: PAGE, until: '2026-12-01T00:00:00Z' }] });
  assert.equal((await start(PAGE))?.isListening, true);
  assert.equal(await ends(listener, 'window-1'), true);
});

test('a yes that no session has used ends with its window', async (context) => {
  const { start, answer, attach, tick, forks } = startConsent(context);
  const asked = attach('window-2');
  await start(PAGE);
  await tick(limits.microphoneQuestionMs);
  assert.equal(await answer('once', asked, 'window-2'), 'expired');
  asked.destroy();
  await settled();
  await tick(450);
  await assert.rejects(start(PAGE), { code: 'mic-asked-before' });
  assert.deepEqual(forks.devices(), []);
});

test('nothing is switched on for a window that closed while the device was not free yet', async (context) => {
  const { listener, forks, windows } = startConsent(context);
  await listener.start({ startedBy: 'editor', windowId: 'window-1' });
  const stopped = listener.stop();
  const started = listener.start({ startedBy: 'editor', windowId: 'window-9' });
  await assert.rejects(started, { code: 'unknown-window' });
  await stopped;
  assert.equal(forks.devices().length, 1);
  assert.equal(windows.isAttached('window-9'), false);
});
