import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { limits, routes } from '../../src/shared/api.ts';
import { Ledger } from '../support/chaos/ledger.ts';
import { readLog, untilComplete } from '../support/chaos/run.ts';
import { follow, Subscriber } from '../support/chaos/subscriber.ts';
import { judgeSubscriber } from '../support/chaos/verdict.ts';
import { type KillableHub, startKillableHub } from '../support/killableHub.ts';
import { until, within } from '../support/until.ts';

const ASLEEP_MS = 30_000;
/** 2 MB/s: the kernel's buffers for the one who does not read are full after about 5 s. */
const BATCH = Array.from({ length: 40 }, (_, n) => ({ event_type: 'flood', data: { n, pad: 'x'.repeat(1000) } }));
const PACE_MS = 20;
const CUT_OFF_TIMEOUT_MS = 120_000;
const retention = { maxEvents: 1_000_000, maxBytes: 2 ** 31, maxAgeMs: 24 * 60 * 60_000 };

test('who reads nothing for 30 s is cut off, the others miss nothing, and it is complete when it is back', {
  timeout: 300_000,
}, async (t) => {
  await using hub = await startKillableHub({ retention });
  const ledger = new Ledger();
  using crowd = new DisposableStack();
  const readers = [1, 2, 3].map((n) => crowd.use(new Subscriber(`reader ${n}`, '', ledger)));
  const sleeper = crowd.use(new Subscriber('sleeper', '', ledger));
  for (const reader of readers) void follow(hub.url, reader);
  await until(() => readers.every(({ connections }) => connections === 1), 'the readers are connected');
  const asleep = await openAsleep(hub, sleeper);

  const wakeAt = performance.now() + ASLEEP_MS;
  const line = await floodUntil(hub, async () => (performance.now() < wakeAt ? undefined : cutOffLine(await hub.words())));
  t.diagnostic(line);
  await asleep.wake();
  t.diagnostic(`${sleeper.received.length} of ${readers[0]?.received.length} events were read from the broken stream`);
  void follow(hub.url, sleeper);
  const log = await readLog(hub);
  const all = [...readers, sleeper];
  await untilComplete(all, log);
  const problems = all.flatMap((subscriber) => judgeSubscriber(subscriber, log, ledger));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    all.map(({ connections }) => connections),
    [1, 1, 1, 2],
    'only the sleeper was cut off',
  );
  const waitingBytes = Number(/waitingBytes=(\d+)/.exec(line)?.[1]);
  assert.ok(waitingBytes > limits.subscriberQueueBytes, line);
});

/** Posts at its pace until the probe answers something. */
async function floodUntil<T>(hub: KillableHub, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + CUT_OFF_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { ok, text } = await post(hub);
    assert.ok(ok, text);
    const found = await probe();
    if (found !== undefined) return found;
    await sleep(PACE_MS);
  }
  throw new Error('The sleeper was not cut off');
}

async function post({ url }: KillableHub): Promise<{ readonly ok: boolean; readonly text: string }> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url + routes.webhook, { method: 'POST', headers, body: JSON.stringify(BATCH) });
  return { ok: response.ok, text: await response.text() };
}

function cutOffLine(words: string): string | undefined {
  return words.split('\n').find((line) => line.includes('A slow subscriber was cut off'));
}

/** A stream that is open and not read, until it is woken: then it is read to where it broke. */
async function openAsleep({ url }: KillableHub, subscriber: Subscriber): Promise<{ wake(): Promise<void> }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url + subscriber.url, { agent: false, signal: subscriber.signal }, resolve).on('error', reject);
  });
  const ended = new Promise<void>((resolve) => response.on('error', () => {}).on('close', resolve));
  const parser = createParser({ onEvent: ({ id, data }) => subscriber.take(id, data) });
  const wake = () => {
    response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
    return within(ended, 'the end of the broken stream');
  };
  return { wake };
}
