import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { python } from '../../scripts/systemPackages.ts';
import { type Program, runProgram, startProgram } from '../support/cli.ts';
import { healthOf } from '../support/hubInEditor.ts';
import { DEV_PAGE, startVisitor } from '../support/pages.ts';
import { printedBy } from '../support/pythonProject.ts';
import { startTestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/**
 * What frontends have that know the contract and nothing of ours. They were written against a backend with these routes; the hub stands
 * in its place.
 */
const FRONTEND = `
async function sendDevWebhook(eventType, data) {
  const response = await fetch(\`\${process.env.NEXT_PUBLIC_API_URL}/api/dev/webhook\`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ event_type: eventType, data }),
  });
  return response.json();
}

function subscribeToBackendEvents(onEvent) {
  const source = new EventSource(\`\${process.env.NEXT_PUBLIC_API_URL}/api/dev/events\`);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.type !== 'connected') onEvent(event.type, event.data);
  };
  return () => source.close();
}`;

/** The same frontend, whose developer put `/api` into the base. */
const FRONTEND_OF_API = FRONTEND.replaceAll('/api/dev', '/dev');

const BACKEND = `
import os, sys
import httpx
answer = httpx.post(f"{os.environ['API_URL']}/api/dev/webhook", json={"event_type": sys.argv[1], "data": {"by": "Python"}})
print(answer.text)`;

type Answer = { readonly success: boolean; readonly message: string; readonly subscribers_notified: number };

/** Loads the frontend as a bundler puts it into a page, and lets it listen. */
async function load(page: Page, frontend: string, base: string): Promise<void> {
  const code = frontend.replaceAll('process.env.NEXT_PUBLIC_API_URL', JSON.stringify(base));
  await page.addScriptTag({
    content: `${code}\nvar heard = []; var unsubscribe = subscribeToBackendEvents((...event) => heard.push(event));`,
  });
}

const heardIn = (page: Page) => page.evaluate('heard') as Promise<unknown[]>;
const sendIn = (page: Page, type: string) => page.evaluate(`sendDevWebhook('${type}', { by: 'page' })`) as Promise<Answer>;

/** The frontend's code on a server of its own, as server-side rendering runs it. */
function followInNode(url: string): Program {
  const code = `${FRONTEND}\nsubscribeToBackendEvents((...event) => console.log(JSON.stringify(event)));`;
  return startProgram(process.execPath, ['--experimental-eventsource', '--no-warnings', '--eval', code], {
    env: { NEXT_PUBLIC_API_URL: url },
  });
}

/** A person's curl, without `/api`. */
function heardBy({ stdout }: Program): unknown[] {
  const events = [...stdout().matchAll(/^data: ([^\n]*)\n/gm)].map(([, json = '']) => JSON.parse(json) as { type: string; data: unknown });
  return events.filter(({ type }) => type !== 'connected').map(({ type, data }) => [type, data]);
}

async function answerOf(command: string, parameters: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const { code, stdout, stderr } = await runProgram(command, parameters, { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Answer;
}

/** What is sent from everywhere, in this order. */
const sent = [
  ['agent.first', { by: 'page' }],
  ['agent.second', { by: 'page' }],
  ['agent.third', { by: 'Python' }],
  ['agent.fourth', { by: 'curl' }],
];

async function sendFromAll(first: Page, second: Page, url: string): Promise<Answer[]> {
  const curl = ['--silent', '-X', 'POST', `${url}/dev/webhook`, '-H', 'Content-Type: application/json'];
  return [
    await sendIn(first, 'agent.first'),
    await sendIn(second, 'agent.second'),
    await answerOf(python, ['-c', BACKEND, 'agent.third'], { API_URL: url }),
    await answerOf('curl', [...curl, '-d', '{"event_type":"agent.fourth","data":{"by":"curl"}}']),
  ];
}

test('code that knows only the contract works unchanged: pages, Node, Python and curl hear each other', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  const { url } = server;
  await using visitor = await startVisitor();
  await using first = await visitor.open(DEV_PAGE);
  await using second = await visitor.open(DEV_PAGE);
  await load(first, FRONTEND, url);
  await load(second, FRONTEND_OF_API, `${url}/api`);
  await using node = followInNode(url);
  await using curl = startProgram('curl', ['--silent', '--no-buffer', `${url}/dev/events`]);
  await until(async () => (await healthOf(url)).subscribers === 4, 'all are connected');

  const answers = await sendFromAll(first, second, url);
  for (const answer of answers) assert.deepEqual([answer.success, answer.subscribers_notified], [true, 4]);
  const heardByAll = async () => [await heardIn(first), await heardIn(second), printedBy(node), heardBy(curl)];
  await until(async () => (await heardByAll()).every(({ length }) => length === 4), 'all have heard all');
  for (const heard of await heardByAll()) assert.deepEqual(heard, sent);
});

test('a page that unsubscribes is no subscriber any more', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using visitor = await startVisitor();
  await using page = await visitor.open(DEV_PAGE);
  await load(page, FRONTEND, server.url);
  await until(async () => (await healthOf(server.url)).subscribers === 1, 'the page is connected');
  await page.evaluate('unsubscribe()');
  await until(async () => (await healthOf(server.url)).subscribers === 0, 'the page has left');
  const { message } = await sendIn(page, 'agent.created');
  assert.equal(message, 'Event agent.created broadcasted to 0 subscribers');
  assert.deepEqual(await heardIn(page), []);
});
