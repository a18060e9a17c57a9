import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubPlace } from '../../src/extension/hub/hubPlace.ts';
import { HeldPages } from '../../src/shared/heldPages.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const LIMIT = 3;
const PAGE = { Origin: 'http://localhost:3000' };
const SENTENCE = `Pages of ${PAGE.Origin} post more than ${LIMIT} times a second; the rest is refused.`;

/** What a render loop does, at any speed of this machine. */
async function postUntilRefused(server: TestServer): Promise<void> {
  await until(async () => {
    server.advance(1000);
    for (let n = 0; n <= LIMIT; n++) {
      if ((await server.post('/dev/webhook', { event_type: 'loop' }, PAGE)).status === 429) return true;
    }
    return false;
  }, 'a refusal');
}

/** The place of a window, and all that it heard. */
function takePlace() {
  const place = new HubPlace({
    load: async () => 'earliest',
    ownerOf: () => undefined,
    watchRequest: () => ({ folders: [], include: [], exclude: [] }),
  });
  const pages = new HeldPages();
  const statuses: Extract<HubStatus, { state: 'on' }>[] = [];
  const begun: string[] = [];
  place.onDidChangeStatus((status) => {
    begun.push(...pages.begunIn(status));
    if (status.state === 'on') statuses.push(status);
  });
  return { place, statuses, begun, [Symbol.dispose]: () => place.dispose() };
}

test('a window tells of a page that is held once, also when it comes back to the hub meanwhile, and again for the next time', async () => {
  await using server = await startTestServer({ perOriginPerSecond: LIMIT });
  using window = takePlace();
  await window.place.take(server.hub.state);
  await postUntilRefused(server);
  await until(() => window.begun.length > 0, 'the page is told of');
  window.place.leave();
  const before = window.statuses.length;
  await window.place.take(server.hub.state);
  assert.equal(window.statuses.slice(before).at(0)?.problems.at(0)?.message, SENTENCE);
  assert.deepEqual(window.begun, [SENTENCE]);
  server.advance(10_000);
  await until(() => window.statuses.at(-1)?.problems.length === 0, 'it is over');
  await postUntilRefused(server);
  await until(() => window.begun.length > 1, 'the page is told of again');
  assert.deepEqual(window.begun, [SENTENCE, SENTENCE]);
});

for (const requireToken of [false, true]) {
  test(`a window knows ${requireToken ? 'that' : 'whether'} every request to its hub needs the token`, async () => {
    await using server = await startTestServer({ requireToken });
    using window = takePlace();
    await window.place.take(server.hub.state);
    assert.equal(window.statuses.at(-1)?.requiresToken, requireToken);
  });
}
