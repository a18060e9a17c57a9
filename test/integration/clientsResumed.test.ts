import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/project.ts';
import { python } from '../../scripts/systemPackages.ts';
import { routes } from '../../src/shared/api.ts';
import { launchBrowser } from '../support/browser.ts';
import { createTally, publish, type Tally, untilAcknowledged } from '../support/chaos/publisher.ts';
import { createRandom } from '../support/chaos/random.ts';
import { readLog } from '../support/chaos/run.ts';
import { type Program, startProgram } from '../support/cli.ts';
import { healthOf } from '../support/hubInEditor.ts';
import { type KillableHub, startKillableHub } from '../support/killableHub.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** How long a person's loop around curl waits. */
const RESTART_MS = 50;

/** A listener that keeps what it received where it survives its own death. */
type Client = AsyncDisposable & {
  /** The ids that it kept, in the order of their arrival. */
  ids(): Promise<readonly string[]>;
  kill(): Promise<void>;
  /** Goes on after the last id that it kept. */
  start(): Promise<void>;
};

/** A program that is told the URL of the stream and a file for the ids: what is in the file is what it has received. */
async function scripted(run: (url: string, path: string) => Program, url: string): Promise<Client> {
  const folder = await tempWorkspace();
  const path = await folder.write('ids', '');
  let program: Program | undefined;
  const kill = async () => program?.[Symbol.asyncDispose]();
  const dispose = async () => {
    await kill();
    await folder.dispose();
  };
  const start = async () => {
    program = run(url, path);
  };
  const ids = async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  await start();
  return { ids, kill, start, [Symbol.asyncDispose]: dispose };
}

const httpx = (url: string, path: string) =>
  startProgram(python, [
    '-c',
    `
import httpx, json, sys, time
url, path = sys.argv[1:]
ids = open(path).read().split()
kept = open(path, "a")
while True:
    try:
        headers = {"Last-Event-ID": ids[-1]} if ids else {}
        with httpx.stream("GET", url, headers=headers, timeout=None) as response:
            for line in response.iter_lines():
                name, _, value = line.rstrip("\\n").partition(": ")
                if name == "id":
                    id = value
                if name == "data" and json.loads(value)["type"] != "connected":
                    ids.append(id)
                    print(id, file=kept, flush=True)
    except httpx.TransportError:
        pass
    time.sleep(0.05)`,
    url,
    path,
  ]);

const eventSource = (url: string, path: string) =>
  startProgram(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `
import { appendFileSync, readFileSync } from 'node:fs';
import { EventSource } from 'eventsource';
const [url, path] = process.argv.slice(1);
// While the package waits to connect again it does not keep the process.
setInterval(() => {}, 60_000);
const last = readFileSync(path, 'utf8').split('\\n').at(-2) ?? '';
const source = new EventSource(url + '?last_event_id=' + last);
source.onmessage = ({ data, lastEventId }) => {
  if (JSON.parse(data).type !== 'connected') appendFileSync(path, lastEventId + '\\n');
};`,
      url,
      path,
    ],
    { cwd: root },
  );

/** What it printed is what it received. It ends when the stream breaks, so it is started again and again. */
async function curl(url: string): Promise<Client> {
  const programs: Program[] = [];
  const controller = new AbortController();
  const ids = () => programs.flatMap(({ stdout }) => [...stdout().matchAll(/^id: (.*)\ndata: \{"id".*\n/gm)].map(([, id = '']) => id));
  const readOnce = async () => {
    const last = ids().at(-1);
    const program = startProgram('curl', ['--silent', '--no-buffer', '-H', last ? `Last-Event-ID: ${last}` : 'Accept: */*', url]);
    programs.push(program);
    await program.ended;
  };
  const running = (async () => {
    for (; !controller.signal.aborted; await sleep(RESTART_MS)) await readOnce();
  })();
  const kill = async () => programs.at(-1)?.[Symbol.asyncDispose]();
  const dispose = async () => {
    controller.abort();
    await kill();
    await running;
  };
  return { ids: async () => ids(), kill, start: async () => {}, [Symbol.asyncDispose]: dispose };
}

const PAGE = `<!doctype html><title>Follower</title><script>
const [url, last] = [new URLSearchParams(location.search).get('url'), localStorage[localStorage.length - 1] ?? ''];
const source = new EventSource(url + '?last_event_id=' + last);
source.onmessage = ({ data, lastEventId }) => {
  if (JSON.parse(data).type !== 'connected') localStorage[localStorage.length] = lastEventId;
};
</script>`;

/** A page of a frontend on another port, which keeps the ids in its storage. Its process is crashed, and every second time it is left and loaded again. */
async function chromium(url: string): Promise<Client> {
  await using stack = new AsyncDisposableStack();
  const site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(PAGE)).listen(0, '127.0.0.1');
  stack.defer(() => void site.close());
  await once(site, 'listening');
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const context = await browser.newContext();
  const address = `http://localhost:${(site.address() as AddressInfo).port}/?url=${encodeURIComponent(url)}`;
  let page: Page = await context.newPage();
  let deaths = 0;
  const start = async () => {
    if (page.isClosed()) page = await context.newPage();
    await page.goto(address);
  };
  const kill = async () => {
    if (deaths++ % 2 === 1) return void (await page.goto('about:blank'));
    const crashed = page.waitForEvent('crash');
    const session = await context.newCDPSession(page);
    // The answer never comes: who would give it is gone.
    session.send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
  };
  await start();
  const ids = () => page.evaluate(() => Array.from(localStorage, (_, n) => String(localStorage[n])));
  const owned = stack.move();
  return { ids, kill, start, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Between two calamities. */
const EVENTS = 1600;
const PUBLISHERS = 4;
/** Each begins while events are posted and received. */
const calamities: readonly ((hub: KillableHub, client: Client) => Promise<void>)[] = [
  async (hub) => {
    await hub.kill();
    await hub.start();
  },
  async (_, client) => {
    await client.kill();
    await client.start();
  },
  async (hub, client) => {
    await Promise.all([hub.kill(), client.kill()]);
    await hub.start();
    await client.start();
  },
  async (hub, client) => {
    await client.kill();
    await hub.kill();
    await client.start();
    await hub.start();
  },
];

async function publishAtOnce(hub: KillableHub, name: string, tally: Tally): Promise<void> {
  const start = (n: number) => publish(hub, { name: `${name}-${n}`, events: EVENTS / PUBLISHERS, isKeyed: true }, createRandom(n), tally);
  await Promise.all(Array.from({ length: PUBLISHERS }, (_, n) => start(n)));
}

/** The calamities, and again from the beginning when none of them cut off a post: that would prove nothing. */
function* untilOneHits(tally: Tally): Generator<readonly [number, (typeof calamities)[number]]> {
  for (let round = 0; round < 3 && (round === 0 || tally.cutOff === 0); round++) {
    for (const [index, strike] of calamities.entries()) yield [round * calamities.length + index, strike];
  }
}

const clients: Readonly<Record<string, (url: string) => Promise<Client>>> = {
  'The EventSource of Chromium': chromium,
  'The npm package eventsource': (url) => scripted(eventSource, url),
  'Python over httpx': (url) => scripted(httpx, url),
  curl,
};

for (const [name, open] of Object.entries(clients)) {
  test(`${name} has every event once and in order, although hub and client are killed`, { timeout: 120_000 }, async () => {
    await using hub = await startKillableHub();
    await using client = await open(`${hub.url}${routes.events}`);
    await until(async () => (await healthOf(hub.url)).subscribers === 1, 'the client is connected');
    const tally = createTally();
    for (const [index, strike] of untilOneHits(tally)) {
      const publishing = publishAtOnce(hub, `phase-${index}`, tally);
      await until(async () => (await client.ids()).length > index * EVENTS, 'the client receives');
      // Right behind an answer the next post is on its way.
      await Promise.race([untilAcknowledged(tally, tally.acknowledged + 1), publishing]);
      await turn();
      await strike(hub, client);
      await publishing;
      await until(async () => (await client.ids()).length >= (index + 1) * EVENTS, 'the client has caught up', 30_000);
    }
    assert.ok(tally.cutOff > 0, 'No kill hit a post: this proves nothing');
    assert.deepEqual(
      await client.ids(),
      (await readLog(hub)).map(({ id }) => id),
    );
  });
}
