import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetConsent } from '../../../../src/extension/webhooks/targetConsent.ts';
import { createLogger } from '../../../../src/shared/logger.ts';
import { createMemento } from '../../../support/memento.ts';
import { until } from '../../../support/until.ts';

type Answer = boolean | undefined | 'reject';

/** A window whose person is asked, and answers when the test says so. */
function openWindow(workspaceState = createMemento()) {
  const questions: { readonly host: string; answer(choice: Answer): void }[] = [];
  const allowed: string[] = [];
  const told: unknown[] = [];
  const logged: string[] = [];
  const ask = (host: string) =>
    new Promise<boolean | undefined>((resolve, reject) =>
      questions.push({ host, answer: (choice) => (choice === 'reject' ? reject(new Error('no window')) : resolve(choice)) }),
    );
  const allow = async (host: string) => {
    if (host === 'broken') throw new Error('cannot be written');
    allowed.push(host);
  };
  const logger = createLogger((_, sentence) => logged.push(sentence));
  const consent = new TargetConsent({ workspaceState, ask, allow, onFailed: (error) => told.push(error), logger });
  /** Answers the question that is open. */
  const answer = async (host: string, choice: Answer) => {
    await until(() => questions.at(-1)?.host === host, `the question about ${host}`);
    questions.at(-1)?.answer(choice);
  };
  return { consent, questions, allowed, told, logged, workspaceState, answer, hosts: () => questions.map(({ host }) => host) };
}

test('each host is asked about once, one question after the other', async () => {
  const { consent, hosts, answer } = openWindow();
  consent.askAbout(['a', 'b']);
  consent.askAbout(['b', 'c']);
  await answer('a', true);
  await until(() => hosts().length > 1, 'the next question');
  assert.deepEqual(hosts(), ['a', 'b']);
  await answer('b', undefined);
  await answer('c', false);
  assert.deepEqual(hosts(), ['a', 'b', 'c']);
});

test('what is allowed is written down, and what is not is not', async () => {
  const { consent, allowed, answer } = openWindow();
  consent.askAbout(['a', 'b', 'c']);
  await answer('a', true);
  await answer('b', false);
  await answer('c', true);
  await until(() => allowed.length === 2, 'both hosts');
  assert.deepEqual(allowed, ['a', 'c']);
});

test('a "no" counts after the window was loaded again, a closed question is asked again then', async () => {
  const { consent, answer, workspaceState } = openWindow();
  consent.askAbout(['closed', 'denied']);
  await answer('closed', undefined);
  await answer('denied', false);
  await until(() => workspaceState.get('webhooks.deniedHosts') !== undefined, 'the answer');
  const next = openWindow(workspaceState);
  next.consent.askAbout(['denied', 'closed']);
  await until(() => next.hosts().length > 0, 'a question');
  assert.deepEqual(next.hosts(), ['closed']);
});

test('a host that could not be allowed is told, and may be asked about again', async () => {
  const { consent, hosts, told, answer } = openWindow();
  consent.askAbout(['broken', 'a']);
  await answer('broken', true);
  await answer('a', undefined);
  assert.match(String(told), /cannot be written/);
  consent.askAbout(['a', 'broken']);
  await answer('broken', undefined);
  assert.deepEqual([hosts(), told.length], [['broken', 'a', 'broken'], 1]);
});

test('a question that cannot be asked is logged, the next one is asked all the same, and it may be asked again', async () => {
  const { consent, hosts, told, logged, answer } = openWindow();
  consent.askAbout(['a', 'b']);
  await answer('a', 'reject');
  await answer('b', undefined);
  consent.askAbout(['a']);
  await answer('a', undefined);
  assert.deepEqual([hosts(), told, logged.length], [['a', 'b', 'a'], [], 1]);
});
