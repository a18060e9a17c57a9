import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { quietPort } from '../support/ports.ts';
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
} from './sdkSupport.ts';

const frontend = await startFrontend();
after(() => frontend[Symbol.asyncDispose]());

const untilHeard = (page: Page, count: number) => until(async () => (await heardIn(page)).length >= count, `${count} events`, 30_000);
const untilOpen = (page: Page) => until(async () => (await statusIn(page)) === 'open', 'the page is connected', 60_000);

test('an event that one tab sends arrives in the other, and both say so at debug level', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const [first, second] = [await openPage(person, frontend.origin), await openPage(person, frontend.origin)];
  await listenIn(second, { url: hub.url });
  await untilOpen(second);
  const lines: string[] = [];
  person.on('console', (message) => void lines.push(`${message.type()} ${message.text()}`));
  const isTaken = await first.evaluate((url) => {
    app.sdk.configureDevSync({ url });
    return app.sdk.sendDevWebhook('agent.created', { n: 0 });
  }, hub.url);
  assert.equal(isTaken, true);
  await untilHeard(second, 1);
  assert.deepEqual(lines.sort(), ['debug [dev-sync] received agent.created {n: 0}', 'debug [dev-sync] sent agent.created {n: 0}']);
});

test('a tab that was frozen for 20 s misses nothing', { timeout: 60_000 }, async () => {
  await using hub = await startDashboardHub();
  await using person = await personWithHiddenTabs();
  const page = await openPage(person.context, frontend.origin);
  await listenIn(page, { url: hub.url, log: false });
  await untilOpen(page);
  await setFrozen(page, true);
  await hub.publish(0, 500);
  // What browsers do to tabs that nobody looks at takes its time to show.
  await sleep(20_000);
  await hub.publish(500, 500);
  await setFrozen(page, false);
  await untilHeard(page, 1000);
  assert.deepEqual(await heardIn(page), numbersTo(1000));
});

test('a hub that was killed and started again is found, and nothing is missed', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await listenIn(page, { url: hub.url, log: false });
  await untilOpen(page);
  await hub.publish(0, 3);
  await untilHeard(page, 3);
  await hub.kill();
  await until(async () => (await statusIn(page)) === 'connecting', 'the page has lost the hub');
  await hub.start();
  await hub.publish(3, 3);
  await untilHeard(page, 6);
  assert.deepEqual(await heardIn(page), numbersTo(6));
});

test('a page that is loaded again goes on where it was, when it wants to', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await listenIn(page, { url: hub.url, resume: true });
  await untilOpen(page);
  await hub.publish(0, 3);
  await untilHeard(page, 3);
  await page.goto('about:blank');
  await hub.publish(3, 3);
  await page.goto(frontend.origin);
  await loadClient(page);
  await listenIn(page, { url: hub.url, resume: true });
  await untilHeard(page, 3);
  assert.deepEqual(await heardIn(page), [3, 4, 5]);
});

test('without a hub a page that listens and sends leaves one line in the console, and asks nobody again', async () => {
  await using person = await frontend.person();
  const lines: string[] = [];
  const requests: string[] = [];
  person.on('console', (message) => void lines.push(message.text()));
  const page = await openPage(person, frontend.origin);
  page.on('request', (request) => void requests.push(request.url()));
  const url = `http://localhost:${await quietPort()}`;
  await listenIn(page, { url });
  const taken = await page.evaluate(async (hubUrl) => {
    const { configureDevSync, sendDevWebhook, subscribeToBackendEvents } = app.sdk;
    configureDevSync({ url: hubUrl });
    subscribeToBackendEvents(() => {});
    const first = await Promise.all(['a', 'b', 'c'].map((type) => sendDevWebhook(type)));
    dispatchEvent(new Event('focus'));
    return [...first, await sendDevWebhook('d')];
  }, url);
  assert.deepEqual(taken, [false, false, false, false]);
  await until(async () => (await statusIn(page)) === 'away', 'the page knows that there is no hub');
  assert.equal(requests.length, 1);
  assert.equal(lines.length, 1, lines.join('\n'));
});

test('a hub that is started later is found by who came back to the page a moment too early', async () => {
  await using hub = await startDashboardHub();
  await hub.kill();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  const requests: string[] = [];
  page.on('request', (request) => void requests.push(request.url()));
  await page.clock.install();
  await listenIn(page, { url: hub.url, log: false });
  await until(async () => (await statusIn(page)) === 'away', 'the page knows that there is no hub');
  const comeBack = () => page.evaluate(() => [1, 2, 3].forEach(() => void dispatchEvent(new Event('focus'))));
  // Rests grow, but not for somebody who comes back.
  for (const count of [1, 2, 3]) {
    await comeBack();
    await page.clock.fastForward(20_000);
    assert.equal(requests.length, count);
    await page.clock.fastForward(11_000);
    await until(() => requests.length > count, 'it is asked again');
    await until(async () => (await statusIn(page)) === 'away', 'there is still no hub');
  }
  await page.clock.fastForward(20 * 60_000);
  assert.equal(requests.length, 4);
  await hub.start();
  await comeBack();
  await untilOpen(page);
});

test('a hub that is started later is found when somebody comes back to the page', async () => {
  await using hub = await startDashboardHub();
  await hub.kill();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await page.clock.install();
  await listenIn(page, { url: hub.url, log: false });
  await until(async () => (await statusIn(page)) === 'away', 'the page knows that there is no hub');
  await hub.start();
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  assert.equal(await statusIn(page), 'away');
  await page.clock.fastForward(31_000);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await untilOpen(page);
});
