import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../../src/shared/api.ts';
import { PAGE, questionsOf, startConsent } from './consent.ts';

test('a stop takes the open question back: a yes to it lets nobody in, and nobody was refused', async (context) => {
  const { start, answer, consent, statuses, forks } = startConsent(context);
  await start(PAGE);
  await consent.withdraw();
  await consent.withdraw();
  assert.deepEqual(statuses, ['stopped']);
  assert.equal(await answer('once'), 'withdrawn');
  await assert.rejects(start(PAGE), { code: 'mic-asked-before' });
  assert.deepEqual(forks.devices(), []);
  await consent.withdraw();
  assert.deepEqual(statuses, ['stopped']);
});

test('a question that was taken back keeps its place on the screen, and ends without a word', async (context) => {
  const { start, answer, consent, tick, statuses, forks } = startConsent(context);
  await start(PAGE);
  await consent.withdraw();
  await assert.rejects(start('http://localhost:4000'), { code: 'mic-question-open' });
  await tick(limits.microphoneQuestionMs);
  assert.deepEqual(statuses, ['stopped']);
  assert.equal(await answer('once'), 'withdrawn');
  await assert.rejects(start(PAGE), { code: 'mic-asked-before', retryAfterS: 30 });
  assert.equal(await start('http://localhost:4000'), undefined);
  assert.deepEqual(forks.devices(), []);
});

test('a no to a question that was taken back is a no', async (context) => {
  const { start, answer, consent } = startConsent(context);
  await start(PAGE);
  await consent.withdraw();
  assert.equal(await answer('deny'), 'denied');
  await assert.rejects(start(PAGE), { code: 'mic-denied' });
});

test('a page that starts, stops and starts again is asked about once, and a yes opens what it wants now', async (context) => {
  const { start, answer, consent, window, statuses, forks } = startConsent(context);
  await start(PAGE, 'first');
  await consent.withdraw();
  assert.equal(await start(PAGE, 'second'), undefined);
  assert.equal(questionsOf(window).length, 1);
  assert.equal(await answer('once'), 'started');
  assert.deepEqual(forks.devices(), ['second']);
  assert.deepEqual(statuses, ['stopped', 'active']);
});

test('after the second stop the asker waits for its minute', async (context) => {
  const { start, consent, statuses } = startConsent(context);
  for (const _ of [1, 2]) {
    assert.equal(await start(PAGE), undefined);
    await consent.withdraw();
  }
  await assert.rejects(start(PAGE), { code: 'mic-asked-before' });
  assert.deepEqual(statuses, ['stopped', 'stopped']);
});

test('a stop says nothing about a question while somebody listens', async (context) => {
  const { start, consent, listener, statuses } = startConsent(context);
  await start(PAGE);
  await listener.start({ startedBy: 'editor' });
  await consent.withdraw();
  assert.deepEqual(statuses, ['active']);
});
