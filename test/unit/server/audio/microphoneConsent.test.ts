import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../../src/shared/api.ts';
import { settled } from '../stream/streams.ts';
import { PAGE, questionsOf, startConsent } from './consent.ts';

test('a question that nobody answers in 30 s is a no, and no process was ever started', async (context) => {
  const { start, tick, statuses, forks, window } = startConsent(context);
  assert.equal(await start(PAGE), undefined);
  await tick(limits.microphoneQuestionMs - 1);
  assert.equal(await start(PAGE), undefined);
  assert.deepEqual(statuses, []);
  await tick(1);
  assert.deepEqual(statuses, ['denied']);
  await assert.rejects(start(PAGE), { code: 'mic-denied', retryAfterS: 30 });
  assert.deepEqual(forks.devices(), []);
  assert.deepEqual(
    questionsOf(window).map(({ origin }) => origin),
    [PAGE],
  );
});

test('a yes that comes too late switches nothing on, and lets the asker in for a minute', async (context) => {
  const { start, answer, tick, statuses, forks } = startConsent(context);
  await start(PAGE);
  await tick(limits.microphoneQuestionMs);
  assert.equal(await answer('once'), 'expired');
  assert.deepEqual(forks.devices(), []);
  await tick(limits.microphoneAskAgainMs - 1);
  assert.equal((await start(PAGE))?.isListening, true);
  assert.deepEqual(statuses, ['denied', 'active']);
  assert.deepEqual(forks.devices(), [null]);
});

test('a late yes that is not used within the minute is forgotten, and another asker cannot use it', async (context) => {
  const { start, answer, tick } = startConsent(context);
  await start(PAGE);
  await tick(limits.microphoneQuestionMs);
  assert.equal(await answer('once'), 'expired');
  assert.equal(await start('http://localhost:4000'), undefined);
  await answer('deny');
  await tick(limits.microphoneAskAgainMs);
  assert.equal(await start(PAGE), undefined);
});

test('a late no changes nothing, and no question takes two answers', async (context) => {
  const { start, answer, tick, statuses } = startConsent(context);
  await start(PAGE);
  await tick(limits.microphoneQuestionMs);
  assert.equal(await answer('deny'), 'expired');
  assert.deepEqual(statuses, ['denied']);
  await assert.rejects(answer('once'), { code: 'unknown-question' });
  await assert.rejects(start(PAGE), { code: 'mic-denied' });
});

test('who said no cannot be overruled by a second answer to the same question', async (context) => {
  const { start, answer, forks } = startConsent(context);
  await start(PAGE);
  assert.equal(await answer('deny'), 'denied');
  await assert.rejects(answer('once'), { code: 'unknown-question' });
  await assert.rejects(start(PAGE), { code: 'mic-denied' });
  assert.deepEqual(forks.devices(), []);
});

test('the clock alone does not end a question that was answered', async (context) => {
  const { start, answer, tick, statuses } = startConsent(context);
  await start(PAGE);
  assert.equal(await answer('deny'), 'denied');
  await tick(10 * limits.microphoneQuestionMs);
  assert.deepEqual(statuses, ['denied']);
});

test('refusals in a row lengthen the pause of the asker, and a yes ends the row', async (context) => {
  const { start, answer, tick, listener } = startConsent(context);
  for (const pauseMs of [60_000, 300_000, 1_800_000, 1_800_000]) {
    assert.equal(await start(PAGE), undefined);
    await answer('deny');
    await tick(pauseMs - 1000);
    await assert.rejects(start(PAGE), { code: 'mic-denied', retryAfterS: 1 });
    await tick(1000);
  }
  await start(PAGE);
  assert.equal(await answer('once'), 'started');
  await listener.stop();
  await assert.rejects(start(PAGE), { code: 'mic-asked-before', retryAfterS: 60 });
  await tick(60_000);
  assert.equal(await start(PAGE), undefined);
});

test('five refusals in a row, of whomever, and nobody is asked for a while', async (context) => {
  const { start, answer, tick, window } = startConsent(context);
  for (const port of [1, 2, 3, 4, 5]) {
    assert.equal(await start(`http://a${port}.localhost`), undefined);
    await answer('deny');
  }
  await assert.rejects(start('http://a6.localhost'), { code: 'mic-asked-before', retryAfterS: 60 });
  assert.equal(questionsOf(window).length, 5);
  await tick(60_000);
  assert.equal(await start('http://a6.localhost'), undefined);
});

test('what a stranger starts never moves a session, not even one that waits for its microphone', async (context) => {
  const { listener, start, forks } = startConsent(context);
  const { sessionId } = await listener.start({ startedBy: 'editor', device: 'mine' });
  forks.die();
  await settled();
  assert.equal(listener.state.status, 'error');
  const seen = await start(PAGE, 'theirs');
  assert.deepEqual([seen?.sessionId, seen?.startedBy], [sessionId, 'editor']);
  assert.deepEqual(new Set(forks.devices()), new Set(['mine']));
});

test('a yes that failed for want of a microphone is good for another try', async (context) => {
  const { start, answer, statuses, forks } = startConsent(context);
  await start(PAGE, 'absent');
  await assert.rejects(answer('once'), { code: 'no-microphone' });
  assert.deepEqual(statuses, ['error']);
  assert.equal((await start(PAGE, 'other'))?.isListening, true);
  assert.deepEqual(forks.devices(), ['absent', 'other']);
});

test('who stops the opening after a yes has used the yes up', async (context) => {
  const { start, answer, listener, statuses, forks } = startConsent(context);
  await start(PAGE, 'slow');
  const answered = answer('once');
  const refused = assert.rejects(answered, { code: 'listening-stopped' });
  await settled();
  assert.deepEqual(forks.devices(), ['slow']);
  await listener.stop();
  await refused;
  assert.deepEqual(statuses, ['stopped']);
  await assert.rejects(start(PAGE), { code: 'mic-asked-before' });
});

test('a no while somebody else listens says nothing about the microphone', async (context) => {
  const { start, answer, listener, statuses } = startConsent(context);
  await start(PAGE);
  await listener.start({ startedBy: 'editor' });
  assert.equal(await answer('deny'), 'denied');
  assert.deepEqual(statuses, ['active']);
});

test('a yes while somebody else listens shares that session, also one that waits for its microphone', async (context) => {
  const { start, answer, listener, forks } = startConsent(context);
  await start(PAGE, 'theirs');
  const { sessionId } = await listener.start({ startedBy: 'editor', device: 'mine' });
  forks.die();
  await settled();
  assert.equal(await answer('once'), 'started');
  assert.deepEqual([listener.state.sessionId, listener.state.status], [sessionId, 'error']);
  assert.deepEqual(new Set(forks.devices()), new Set(['mine']));
});
test('no pause grows when the wall clock is set back', async (context) => {
  const { start, answer, tick, setClock, forks } = startConsent(context);
  await start(PAGE);
  await answer('deny');
  setClock('2026-11-21T10:00:00Z');
  await assert.rejects(start(PAGE), { code: 'mic-denied', retryAfterS: 60 });
  await tick(60_000);
  assert.equal(await start(PAGE), undefined);
  await tick(limits.microphoneQuestionMs);
  assert.equal(await answer('once'), 'expired');
  setClock('2026-11-20T10:00:00Z');
  await tick(limits.microphoneAskAgainMs);
  await assert.rejects(start(PAGE), { code: 'mic-asked-before' }, 'a yes does not outlive its minute');
  assert.deepEqual(forks.devices(), []);
});

test('of more than a thousand askers the oldest is forgotten', async (context) => {
  const { start, answer, listener } = startConsent(context);
  await start(PAGE);
  await answer('once');
  await listener.stop();
  for (let port = 1; port <= 1000; port++) {
    if (port === 1000) await assert.rejects(start(PAGE), { code: 'mic-asked-before' });
    await start(`http://localhost:${port}`, 'absent');
    await assert.rejects(answer('once'), { code: 'no-microphone' });
  }
  assert.equal(await start(PAGE), undefined);
});

test('the end of the hub is the end of its questions', async (context) => {
  const { start, tick, consent, statuses } = startConsent(context);
  await start(PAGE);
  consent.dispose();
  await tick(10 * limits.microphoneQuestionMs);
  assert.deepEqual(statuses, []);
  await assert.rejects(start(PAGE), { code: 'shutting-down' });
});

test('an opening that the end of the hub ends is told to nobody, whose log is closed', async (context) => {
  const { start, answer, consent, listener, statuses } = startConsent(context);
  await start(PAGE, 'slow');
  const refused = assert.rejects(answer('once'), { code: 'listening-stopped' });
  await settled();
  consent.dispose();
  await listener.dispose();
  await refused;
  assert.deepEqual(statuses, []);
});
