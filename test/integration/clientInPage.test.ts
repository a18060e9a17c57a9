import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { createDevSync } from '../../src/client/sdk/index.ts';
import { okJson } from '../support/answer.ts';
import { DEV_PAGE, EVIL_PAGE, ISOLATED, startVisitor, type Visitor } from '../support/pages.ts';
import { startTestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

let visitor: Visitor;

before(async () => {
  visitor = await startVisitor();
});

after(() => visitor[Symbol.asyncDispose]());

/** Loads the client from the hub, as a page without any package does, and follows every event; answers the address that it found. */
function followBy(page: Page, address: string): Promise<string> {
  return page.evaluate(async (served) => {
    const client = ((await import(served)) as { createDevSync: typeof createDevSync }).createDevSync();
    const heard: string[] = [];
    client.on('*', ({ type }) => void heard.push(type));
    Object.assign(window, { heard, client });
    return client.url;
  }, address);
}

function heardIn(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

for (const [name, path] of [
  ['a page', ''],
  ['a page that is isolated from others', ISOLATED],
] as const) {
  test(`${name} imports the client from the hub, and follows and posts with it`, async () => {
    await using server = await startTestServer();
    await using page = await visitor.open(DEV_PAGE + path);
    assert.equal(await followBy(page, `${server.url}/dev/client.js`), server.url);
    await until(async () => okJson(await server.ask('/dev/health')).subscribers === 1, 'the client is connected');
    await page.evaluate(() => (window as unknown as { client: ReturnType<typeof createDevSync> }).client.send('from.page', { n: 1 }));
    await until(async () => (await heardIn(page)).length > 0, 'the event is heard');
    assert.deepEqual(await heardIn(page), ['from.page']);
  });
}

test('a base with /api serves a client that stays under it', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  assert.equal(await followBy(page, `${server.url}/api/dev/client.js`), `${server.url}/api`);
  await until(async () => okJson(await server.ask('/dev/health')).subscribers === 1, 'the client is connected');
  await server.publish('from.program');
  await until(async () => (await heardIn(page)).includes('from.program'), 'the event is heard');
});

test('what few need comes from the same hub', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const chunk = page.waitForResponse((response) => response.url() === `${server.url}/dev/client/extras.js`);
  await page.evaluate(async (served) => {
    const { createDevSync: create } = (await import(served)) as { createDevSync: typeof createDevSync };
    create({ shareConnection: true }).on('*', () => undefined);
  }, `${server.url}/dev/client.js`);
  assert.equal((await chunk).status(), 200);
});

test('the served client waits for an event too', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const waited = page.evaluate(async (served) => {
    const { createDevSync: create } = (await import(served)) as { createDevSync: typeof createDevSync };
    return (await create().waitFor('from.program')).type;
  }, `${server.url}/dev/client.js`);
  await until(async () => okJson(await server.ask('/dev/health')).subscribers === 1, 'the client is connected');
  await server.publish('from.program');
  assert.equal(await waited, 'from.program');
});

test('a second page of the same frontend does not get its bytes again', async () => {
  await using server = await startTestServer();
  const statuses: number[] = [];
  await using page = await visitor.open(DEV_PAGE);
  page.on('requestfinished', async (request) => {
    if (request.url().endsWith('/dev/client.js')) statuses.push((await request.sizes()).responseBodySize);
  });
  await followBy(page, `${server.url}/dev/client.js`);
  await page.reload();
  await followBy(page, `${server.url}/dev/client.js`);
  await until(() => statuses.length === 2, 'both requests are over');
  assert.ok(statuses[0] !== 0);
  assert.equal(statuses[1], 0);
});

test('a foreign page cannot import it, and no page can load it as anything but a module', async () => {
  await using server = await startTestServer();
  const address = `${server.url}/dev/client.js`;
  await using evil = await visitor.open(EVIL_PAGE);
  await assert.rejects(followBy(evil, address), /Failed to fetch dynamically imported module/);
  await using page = await visitor.open(DEV_PAGE);
  const loaded = await page.evaluate(async (src) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    document.body.append(
      Object.assign(document.createElement('script'), { src, onload: () => resolve('loaded'), onerror: () => resolve('blocked') }),
    );
    return promise;
  }, address);
  assert.equal(loaded, 'blocked');
});
