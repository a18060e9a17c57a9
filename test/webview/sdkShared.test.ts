import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { DevSyncOptions } from '../../src/client/sdk/api.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until } from '../support/until.ts';
import { startDashboardHub } from './dashboardSupport.ts';
import {
  heardIn,
  listenIn,
  loadClient,
  numbersTo,
  openPage,
  personWithHiddenTabs,
  setFrozen,
  startFrontend,
  statusIn,
  subscribersOf,
} from './sdkSupport.ts';

const frontend = await startFrontend();
after(() => frontend[Symbol.asyncDispose]());

/** Tabs that share their connection; the first one leads. */
async function openTabs(
  person: BrowserContext,
  { url }: { readonly url: string },
  count: number,
  options: DevSyncOptions = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let n = 0; n < count; n++) {
    const page = await openPage(person, frontend.origin);
    await listenIn(page, { url, shareConnection: true, resume: true, log: false, ...options });
    await until(async () => (await statusIn(page)) === 'open', `tab ${n} hears the hub`, 30_000);
    pages.push(page);
  }
  return pages;
}

async function assertHeard(pages: readonly Page[], numbers: readonly number[], gaps: readonly string[] = []): Promise<void> {
  for (const [at, page] of pages.entries()) {
    await until(async () => (await heardIn(page)).length >= numbers.length, `tab ${at} heard all`, 30_000);
    assert.deepEqual(await heardIn(page), numbers, `what tab ${at} heard`);
    assert.deepEqual(await page.evaluate(() => app.gaps), gaps, `the gaps of tab ${at}`);
  }
}

async function postNumber({ url }: { readonly url: string }, n: number): Promise<void> {
  const body = JSON.stringify({ event_type: 'agent.created', data: { n } });
  assert.ok((await fetch(`${url}/dev/webhook`, { method: 'POST', body, headers: JSON_TYPE })).ok);
}

test('twelve tabs share one connection, and each hears every event once', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const pages = await openTabs(person, hub, 12);
  assert.equal(await subscribersOf(hub), 1);
  await hub.publish(0, 200);
  await assertHeard(pages, numbersTo(200));
  assert.equal(await subscribersOf(hub), 1);
});

test('when the tab that leads is closed another one goes on behind the last event', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const [first, ...others] = await openTabs(person, hub, 3);
  await hub.publish(0, 10);
  await assertHeard(others, numbersTo(10));
  await first?.close();
  await hub.publish(10, 10);
  await assertHeard(others, numbersTo(20));
  assert.equal(await subscribersOf(hub), 1);
});

test('a leader that is frozen is replaced, nobody misses anything, and it follows the others afterwards', async () => {
  await using hub = await startDashboardHub();
  await using person = await personWithHiddenTabs();
  const pages = await openTabs(person.context, hub, 3);
  const [leader, ...others] = pages;
  assert.ok(leader);
  await hub.publish(0, 10);
  await assertHeard(pages, numbersTo(10));
  await setFrozen(leader, true);
  await hub.publish(10, 10);
  await assertHeard(others, numbersTo(20));
  await setFrozen(leader, false);
  await assertHeard(pages, numbersTo(20));
  await until(async () => (await subscribersOf(hub)) === 1, 'one connection is left');
  await hub.publish(20, 10);
  await assertHeard(pages, numbersTo(30));
});

test('a tab that was frozen while others heard hears the same, in order', async () => {
  await using hub = await startDashboardHub();
  await using person = await personWithHiddenTabs();
  const pages = await openTabs(person.context, hub, 2);
  const [, follower] = pages;
  assert.ok(follower);
  await setFrozen(follower, true);
  await hub.publish(0, 300);
  await setFrozen(follower, false);
  await assertHeard(pages, numbersTo(300));
});

test('a tab that is loaded again catches up to the others', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const pages = await openTabs(person, hub, 2);
  const [leader, follower] = pages;
  assert.ok(leader && follower);
  await hub.publish(0, 5);
  await assertHeard(pages, numbersTo(5));
  await follower.goto('about:blank');
  await hub.publish(5, 5);
  await assertHeard([leader], numbersTo(10));
  await follower.goto(frontend.origin);
  await loadClient(follower);
  await listenIn(follower, { url: hub.url, shareConnection: true, resume: true, log: false });
  await hub.publish(10, 5);
  await assertHeard([follower], numbersTo(15).slice(5));
  await until(async () => (await subscribersOf(hub)) === 1, 'one connection is left');
});

test('all tabs hear again when the hub was killed and started again', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const pages = await openTabs(person, hub, 3);
  await hub.publish(0, 5);
  await assertHeard(pages, numbersTo(5));
  await hub.kill();
  for (const page of pages) await until(async () => (await statusIn(page)) === 'connecting', 'the tab knows', 20_000);
  await hub.start();
  await hub.publish(5, 5);
  await assertHeard(pages, numbersTo(10));
});

for (const [name, options] of [
  ['', {}],
  [' that began with the oldest event', { lastEventId: 'earliest' }],
] as const) {
  test(`tabs${name} hear once that another log came back, and keep one connection`, { timeout: 60_000 }, async () => {
    await using hub = await startKillableHub({ isInMemory: true });
    await using person = await frontend.person();
    const pages = await openTabs(person, hub, 3, { token: hub.token, ...options });
    const publish = (n: number) => postNumber(hub, n);
    await publish(0);
    await assertHeard(pages, [0]);
    assert.equal(await subscribersOf(hub), 1);
    await hub.kill();
    await hub.start();
    await until(async () => (await subscribersOf(hub)) > 0, 'the tabs are back', 30_000);
    await publish(1);
    await assertHeard(pages, [0, 1], ['unknown_id']);
    assert.equal(await subscribersOf(hub), 1);
    await publish(2);
    await assertHeard(pages, [0, 1, 2], ['unknown_id']);
    assert.equal(await subscribersOf(hub), 1);
  });
}

test('a tab that may not read what it lacks hears a gap, and what comes', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const [leader] = await openTabs(person, hub, 1);
  assert.ok(leader);
  await hub.publish(0, 5);
  await assertHeard([leader], numbersTo(5));
  const follower = await openPage(person, frontend.origin);
  await listenIn(follower, { url: hub.url, shareConnection: true, lastEventId: 'earliest', log: false });
  await until(async () => (await follower.evaluate(() => app.gaps)).length > 0, 'the gap');
  await hub.publish(5, 5);
  await assertHeard([follower], [5, 6, 7, 8, 9], ['unknown_id']);
});

test('all tabs are told why the hub refuses', async () => {
  await using hub = await startDashboardHub(['--require-token']);
  await using person = await frontend.person();
  for (const role of ['leader', 'follower']) {
    const page = await openPage(person, frontend.origin);
    await listenIn(page, { url: hub.url, shareConnection: true, log: false });
    await until(async () => (await statusIn(page)) === 'refused', `the ${role} is refused`);
    const refusal = await page.evaluate(() =>
      app.client[Symbol.asyncIterator]()
        .next()
        .catch(({ code, status, next }) => ({ code, status, hasNext: next !== '' })),
    );
    assert.deepEqual(refusal, { code: 'token-required', status: 401, hasNext: true }, role);
  }
});

test('a tab may send again as soon as the one that leads hears the hub again', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const [, follower] = await openTabs(person, hub, 2);
  assert.ok(follower);
  const send = () =>
    follower.evaluate(() =>
      app.client.send('from.tab', { n: 1 }).then(
        () => 'sent',
        ({ code }) => code,
      ),
    );
  await follower.route('**/dev/webhook', (route) => route.abort());
  assert.equal(await send(), 'hub-unreachable');
  await follower.unroute('**/dev/webhook');
  await until(async () => (await send()) === 'sent', 'the event is sent');
});

test('a page that gets no locks, as in a sandbox, has its own connection and goes on living', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await page.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException('Access to the Locks API is denied in this context.', 'SecurityError'));
    Object.assign(navigator.locks, { request: refuse });
  });
  await listenIn(page, { url: hub.url, shareConnection: true, log: false });
  await until(async () => (await statusIn(page)) === 'open', 'the page hears the hub');
  await hub.publish(0, 5);
  await assertHeard([page], numbersTo(5));
  assert.equal(await subscribersOf(hub), 1);
});

test('a client that is closed while it takes the place of a silent leader keeps nothing', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await page.evaluate((name) => {
    const { locks } = navigator;
    const request = locks.request.bind(locks);
    const silentLeader = () => new Promise<void>(() => {});
    request(name, silentLeader).catch(() => {});
    const closeFirst = (wanted: string, options: LockOptions, lead: () => Promise<void>) => {
      if (options.steal) app.client.close();
      return request(wanted, options, lead);
    };
    Object.assign(locks, { request: closeFirst });
  }, `dev-sync ${hub.url}`);
  await listenIn(page, { url: hub.url, shareConnection: true, log: false });
  await until(async () => (await statusIn(page)) === 'closed', 'the client is closed', 30_000);
  await until(async () => (await page.evaluate(() => navigator.locks.query())).held?.length === 0, 'the lock is free');
});
