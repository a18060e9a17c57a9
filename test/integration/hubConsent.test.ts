import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HubState, routes } from '../../src/shared/api.ts';
import type { MicrophoneQuestion } from '../../src/shared/consent.ts';
import { DevSyncError } from '../../src/shared/errors.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow } from '../support/hubWindow.ts';
import { quietPort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const SHOP = 'http://localhost:3000';

/** A window at a hub, and the questions that it was asked. */
async function openAskedWindow(place: HubPlace): Promise<HubWindow & { readonly questions: readonly MicrophoneQuestion[] }> {
  const window = openWindow(place);
  const questions: MicrophoneQuestion[] = [];
  window.controller.onDidAsk((question) => questions.push(question));
  await window.controller.start();
  return { ...window, questions };
}

/** What a page of that origin gets for a start. */
async function statusOfStart({ url }: HubState, origin: string): Promise<number> {
  return (await fetch(url + routes.listenStart, { method: 'POST', headers: { Origin: origin } })).status;
}

const untilAsked = ({ questions }: { readonly questions: readonly MicrophoneQuestion[] }) => until(() => questions.at(-1), 'the question');

test('the hub asks its window about a page, and lets it in after a yes', async () => {
  await using place = await createPlace(await quietPort());
  using window = await openAskedWindow(place);
  assert.equal(await statusOfStart(window.hub(), SHOP), 202);
  const { id, origin } = await untilAsked(window);
  assert.equal(origin, SHOP);
  assert.equal(window.controller.listening.status, 'stopped');
  assert.equal(await window.controller.answer(id, 'once'), 'started');
  assert.equal(await statusOfStart(window.hub(), SHOP), 200);
  await until(() => window.controller.listening.startedBy === 'page', 'a session of the page');
});

test('a page that this window names as allowed is let in without a question, and asked about as soon as it is not', async () => {
  await using place = await createPlace(await quietPort());
  using window = await openAskedWindow(place);
  const { controller } = window;
  await controller.tell({ permissions: [{ origin: SHOP, until: new Date(Date.now() + 60_000).toISOString() }] });
  assert.equal(await statusOfStart(window.hub(), SHOP), 200);
  await controller.client.stopListening();
  await controller.tell({ permissions: [] });
  assert.equal(await statusOfStart(window.hub(), SHOP), 202);
  assert.equal((await untilAsked(window)).origin, SHOP);
});

test('the window that a person turned to last is asked', async () => {
  await using place = await createPlace(await quietPort());
  using first = await openAskedWindow(place);
  using second = await openAskedWindow(place);
  await first.controller.tell({ focused: true });
  assert.equal(await statusOfStart(first.hub(), SHOP), 202);
  await untilAsked(first);
  assert.deepEqual(second.questions, []);
});

test('an answer to nothing is refused, and news for a hub that is off are none', async () => {
  await using place = await createPlace(await quietPort());
  using window = await openAskedWindow(place);
  const isUnknown = (error: unknown) => error instanceof DevSyncError && error.code === 'unknown-question';
  await assert.rejects(window.controller.answer('none', 'once'), isUnknown);
  await window.controller.stop();
  await window.controller.tell({ focused: true });
});
