import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDashboardLink } from '../support/dashboardLink.ts';
import { createLine } from '../support/line.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

async function publish(server: TestServer, first: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => ({ event_type: 'test.event', data: { n: first + n } }));
  const { status } = await server.post('/dev/webhook', events);
  assert.equal(status, 200);
}

function numbers(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => first + n);
}

test('a page shows the newest events, then every one that comes, once and in order', async () => {
  await using server = await startTestServer();
  await publish(server, 0, 1500);
  await using page = await openDashboardLink(server.url);
  assert.deepEqual(page.rows, numbers(500, 1000));
  await publish(server, 1500, 3);
  await until(() => page.rows.length === 1003, 'the new events');
  assert.deepEqual(page.rows, numbers(500, 1003));
});

test('what came while the connection was cut is told once, and nothing twice', async () => {
  await using server = await startTestServer();
  await using line = await createLine(server.port);
  await using page = await openDashboardLink(line.url);
  for (let round = 0; round < 5; round++) {
    await publish(server, round * 100, 60);
    line.cut();
    await publish(server, round * 100 + 60, 40);
    await until(() => page.rows.includes(round * 100 + 99), 'the last event of the round');
  }
  assert.deepEqual(page.rows, numbers(0, 500));
  assert.deepEqual(page.reloads, []);
});

test('while the hub is away the status says so, and the page goes on behind a line when it is back', async () => {
  await using folder = await tempWorkspace();
  const options = { port: await quietPort(), dataDir: folder.path };
  const first = await startTestServer(options);
  await using page = await openDashboardLink(first.url);
  await publish(first, 0, 2);
  await until(() => page.rows.length === 2 && page.stats.length > 0, 'the first events and figures');
  await first[Symbol.asyncDispose]();
  await until(() => page.statuses.at(-1)?.state === 'problem', 'the problem');
  await using second = await startTestServer(options);
  await publish(second, 2, 2);
  await until(() => page.rows.includes(3) && page.rows.some((row) => String(row).startsWith('hub restarted')), 'all of it');
  assert.deepEqual(
    page.rows.filter((row) => typeof row === 'number'),
    [0, 1, 2, 3],
  );
  assert.match(String(page.rows[2]), /^hub stopped/);
  assert.equal(page.statuses.at(-1)?.state, 'on');
});

test('a log that does not know the place of the page is read anew', async () => {
  const port = await quietPort();
  const first = await startTestServer({ port });
  await publish(first, 0, 3);
  await using page = await openDashboardLink(first.url);
  await first[Symbol.asyncDispose]();
  await using second = await startTestServer({ port });
  await publish(second, 7, 2);
  await until(() => page.reloads.length === 1 && page.rows.includes(8), 'the other log');
  assert.deepEqual(
    page.rows.filter((row) => typeof row === 'number'),
    [7, 8],
  );
});

test('a deleted log empties the view, which begins with a line that says so', async () => {
  await using server = await startTestServer();
  await publish(server, 0, 3);
  await using page = await openDashboardLink(server.url, server.token);
  page.store.start = String((await page.link.client.history()).events[0]?.id);
  await until(() => page.statuses.at(-1)?.state === 'on', 'the place at the hub');
  assert.equal(await page.link.client.clearHistory(), 3);
  await until(() => page.reloads.length === 1, 'the empty log');
  await publish(server, 3, 1);
  await until(() => page.rows.includes(3), 'the next event');
  assert.match(String(page.rows[0]), /^event log deleted \d\d:\d\d:\d\d$/);
  assert.deepEqual([page.rows.slice(1), page.store.start], [[3], null]);
});

test('rows begin behind the start of the view', async () => {
  await using server = await startTestServer();
  await publish(server, 0, 5);
  await using page = await openDashboardLink(server.url);
  page.store.start = String((await page.link.client.history()).events[2]?.id);
  const { events, older, start } = await page.link.open();
  assert.deepEqual([events.map(({ data }) => data.n), older, start], [[3, 4], null, page.store.start]);
});

test('a hub that wants its token waits for a person, and goes on as soon as the page has it', async () => {
  await using server = await startTestServer({ requireToken: true });
  await using page = await openDashboardLink(server.url);
  const status = page.statuses.at(-1);
  assert.ok(status?.state === 'problem' && status.error.code === 'token-required' && page.locked === 1, JSON.stringify(status));
  page.token = server.token;
  page.link.reconnect();
  await until(() => page.reloads.length === 1 && page.statuses.at(-1)?.state === 'on', 'the place at the hub');
  const on = page.statuses.at(-1);
  assert.ok(on?.state === 'on' && on.requiresToken);
});

test('two pages of one hub, and one that leaves, do not disturb one another', async () => {
  await using server = await startTestServer();
  await using one = await openDashboardLink(server.url);
  const other = await openDashboardLink(server.url);
  await publish(server, 0, 2);
  await until(() => one.rows.length === 2 && other.rows.length === 2, 'both');
  await other[Symbol.asyncDispose]();
  one.store.start = 'elsewhere';
  await publish(server, 2, 1);
  await until(() => one.rows.length === 3, 'the one that stays');
  assert.deepEqual([other.rows, other.store.start], [[0, 1], null]);
});

test('a page that is hidden lets go of its stream, and goes on where it was without a line', async () => {
  await using server = await startTestServer();
  await publish(server, 0, 2);
  await using page = await openDashboardLink(server.url, server.token);
  await until(() => page.stats.length > 0, 'the stream');
  page.tab.turn('hidden');
  await until(() => page.statuses.at(-1)?.state === 'starting', 'the end of the stream');
  await publish(server, 2, 3);
  assert.deepEqual(page.rows, [0, 1]);
  page.tab.turn('visible');
  await until(() => page.rows.length === 5 && page.statuses.at(-1)?.state === 'on', 'what came meanwhile');
  assert.deepEqual([page.rows, page.reloads, page.stats.includes(null)], [numbers(0, 5), [], false]);
});

test('a hub that was started again with another token is followed without one, and the status says what that means', async () => {
  await using folder = await tempWorkspace();
  const options = { port: await quietPort(), dataDir: folder.path };
  const first = await startTestServer(options);
  await publish(first, 0, 1);
  await using page = await openDashboardLink(first.url, first.token);
  await until(() => page.stats.length > 0, 'the stream');
  await first[Symbol.asyncDispose]();
  await using second = await startTestServer(options);
  await publish(second, 1, 1);
  await until(() => page.rows.includes(1), 'the next event');
  const problems = () => page.statuses.at(-1);
  await until(() => problems()?.state === 'on', 'the place at the hub');
  const on = problems();
  assert.deepEqual([on?.state === 'on' && on.problems[0]?.code, page.token, page.locked], ['token-required', undefined, 0]);
  page.token = second.token;
  page.link.reconnect();
  assert.deepEqual(problems(), { ...on, problems: [] });
  page.token = undefined;
  page.link.reconnect();
  assert.deepEqual(problems(), on);
  page.link.goOnWithoutToken();
  assert.deepEqual(problems(), { ...on, problems: [] });
});

test('a hub that was started again and wants its token for everything asks for it, and the page keeps its own', async () => {
  const options = { port: await quietPort(), requireToken: true };
  const first = await startTestServer(options);
  await using page = await openDashboardLink(first.url, first.token);
  await until(() => page.stats.length > 0, 'the stream');
  await first[Symbol.asyncDispose]();
  await using _second = await startTestServer(options);
  await until(() => page.locked === 1, 'the question');
  const status = page.statuses.at(-1);
  assert.ok(status?.state === 'problem' && status.error.code === 'hub-not-proven' && page.token === first.token);
});
