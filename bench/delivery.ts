import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { node, say } from '../scripts/project.ts';
import { routes } from '../src/shared/api.ts';
import { type KillableHub, startKillableHub } from '../test/support/killableHub.ts';
import { quietPort } from '../test/support/ports.ts';
import { sendingTo } from '../test/support/receivers/deliveries.ts';
import { describeMachine, median } from './figures.ts';

/** What a dead target costs the others. Ratios are against the same hub without it, in the same round. */
const FACTS = 1000;
const TARGETS = 4;
const ROUNDS = 9;

async function main(): Promise<void> {
  await node(['esbuild.mjs', '--production', '--only=hub,capture'], { quiet: true });
  await using stack = new AsyncDisposableStack();
  const silent = stack.use(await startSilent());
  const setups = [
    stack.use(await startSetup(`${TARGETS} targets`)),
    stack.use(await startSetup('and a fifth that nobody listens on', `http://127.0.0.1:${await quietPort()}/`)),
    stack.use(await startSetup('and a fifth that never answers', silent.url)),
  ];
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    // Each of them goes first, in the middle and last equally often.
    const turned = setups.map((_, index) => setups[(index + round) % setups.length]);
    for (const setup of turned) await setup?.measure(round > 0);
  }
  print(setups);
}

type Setup = AsyncDisposable & {
  readonly name: string;
  readonly times: number[];
  measure(counts: boolean): Promise<void>;
};

/** A hub in a process of its own, with receivers of its own in this one. */
async function startSetup(name: string, ...dead: readonly string[]): Promise<Setup> {
  await using stack = new AsyncDisposableStack();
  const receivers = await Promise.all(Array.from({ length: TARGETS }, async () => stack.use(await startCounting())));
  const hub = stack.use(await startKillableHub(sendingTo(...dead, ...receivers.map(({ url }) => url))));
  const times: number[] = [];
  const owned = stack.move();
  const measure = async (counts: boolean) => {
    const complete = Promise.all(receivers.map((receiver) => receiver.take(FACTS)));
    const startedAt = performance.now();
    await post(hub);
    await complete;
    if (counts) times.push(performance.now() - startedAt);
  };
  return { name, times, measure, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function post({ url }: KillableHub): Promise<void> {
  const events = Array.from({ length: FACTS }, (_, n) => ({ event_type: 'order.paid', source: 'shop', data: { n, text: 'x'.repeat(60) } }));
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(events) };
  const response = await fetch(url + routes.webhook, init);
  if (!response.ok) throw new Error(await response.text());
}

type Counting = AsyncDisposable & {
  readonly url: string;
  /** Resolves when so many more requests have come. */
  take(count: number): Promise<void>;
};

async function startCounting(): Promise<Counting> {
  let missing = 0;
  let complete = () => {};
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.end('ok');
      if (--missing === 0) complete();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const take = (count: number) => {
    missing = count;
    const { promise, resolve } = Promise.withResolvers<void>();
    complete = resolve;
    return promise;
  };
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, take, [Symbol.asyncDispose]: dispose };
}

/** Takes requests and says nothing. */
async function startSilent(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, [Symbol.asyncDispose]: dispose };
}

function print(setups: readonly Setup[]): void {
  const [baseline] = setups;
  const columns = ['min', 'median', 'max', 'deliveries/s'].map((column) => column.padStart(14)).join('');
  say(`\n${`${FACTS} facts, post → all at the ${TARGETS} that live, ms`.padEnd(52)}${columns}   ratio     aim`);
  for (const { name, times } of setups) {
    const middle = median(times);
    const numbers = [Math.min(...times), middle, Math.max(...times), (1000 * FACTS * TARGETS) / middle];
    const ratio = median(times.map((time, round) => time / (baseline?.times[round] ?? Number.NaN)));
    const end = setups[0]?.times === times ? '' : `${ratio.toFixed(2).padStart(8)}   ≤ 1.1`;
    say(`${name.padEnd(52)}${numbers.map((value) => value.toFixed(0).padStart(14)).join('')}${end}`);
  }
  say(`${ROUNDS} rounds. ${describeMachine()}`);
}

await main();
