import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '../../src/shared/api.ts';
import { type KillableHub, startKillableHub } from '../support/killableHub.ts';
import { quietPort } from '../support/ports.ts';
import { idsOf, sendingTo, targetOf, untilTarget } from '../support/receivers/deliveries.ts';
import { type Receiver, startReceiver } from '../support/receivers/receiver.ts';
import { until } from '../support/until.ts';

const DOWN_MS = Number(process.env.SOAK_DOWN_MS ?? 120_000);
/** Ten levels a second come from the microphone, and so many facts from others. */
const FACTS_PER_SECOND = 100;
const TICK_MS = 100;
/** All that waits would be about 50 MB in memory. */
const PAD = 'x'.repeat(4000);
/** What the first half a minute needs to get warm does not count. */
const WARM_SHARE = 0.25;
const MOST_GROWTH_MB = 16;
/** A target that was down rests for half a minute at most. */
const BACK_TIMEOUT_MS = 120_000;

const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;

test(`a receiver that is down for ${DOWN_MS / 1000} s costs no memory, and has every fact in order when it is back`, {
  timeout: DOWN_MS + 300_000,
}, async (t) => {
  const port = await quietPort();
  await using hub = await startKillableHub({ ...sendingTo(`http://127.0.0.1:${port}/hook`), audio: tone });
  const headers = { Authorization: `Bearer ${hub.token}` };
  assert.ok((await fetch(hub.url + routes.listenStart, { method: 'POST', headers })).ok);
  const megabytes = await floodFor(hub, DOWN_MS);
  const posted = await idsOf(hub, 'order.paid');
  assert.ok(posted.length > (DOWN_MS / 1000) * FACTS_PER_SECOND * 0.5, `only ${posted.length} facts were posted`);
  t.diagnostic(`${posted.length} facts waited; ${describe(megabytes)}`);

  const backAt = Date.now();
  await using receiver = await startReceiver({ port });
  await untilTarget(hub, ({ queued, state }) => queued === 0 && state === 'closed', 'nothing is left', BACK_TIMEOUT_MS);
  await until(() => receiver.payloads('audio_level').length > 10, 'levels of now');
  t.diagnostic(`${receiver.received.length} requests in ${((Date.now() - backAt) / 1000).toFixed(1)} s once it was back`);
  assert.deepEqual(idsOfFacts(receiver), posted);
  const oldest = Date.parse(String(receiver.payloads('audio_level')[0]?.data.timestamp));
  assert.ok(oldest > backAt - 1000, `a level of ${backAt - oldest} ms before the receiver was back`);
  assert.equal((await targetOf(hub)).failed, 0);
  assertFlat(megabytes);
  assertQuiet(await hub.words());
});

function idsOfFacts({ received }: Receiver): unknown[] {
  return received.filter(({ body }) => body.includes('order.paid')).map(({ headers }) => headers['webhook-id']);
}

/** Posts facts at their pace for so long. Answers the memory of the hub, in MB, second by second. */
async function floodFor({ url, pid }: KillableHub, ms: number): Promise<number[]> {
  const megabytes: number[] = [];
  const end = performance.now() + ms;
  for (let tick = 0, n = 0; performance.now() < end; tick++) {
    const events = Array.from({ length: (FACTS_PER_SECOND * TICK_MS) / 1000 }, () => ({
      event_type: 'order.paid',
      data: { n: n++, pad: PAD },
    }));
    const response = await fetch(url + routes.webhook, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(events),
    });
    assert.ok(response.ok, await response.text());
    if (tick % 10 === 0) megabytes.push(memoryOf(pid()));
    await sleep(TICK_MS);
  }
  return megabytes;
}

/** On Linux only, elsewhere NaN. */
function memoryOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function describe(megabytes: readonly number[]): string {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => megabytes[Math.floor((megabytes.length - 1) * share)]?.toFixed(0));
  return `memory of the hub at every quarter: ${marks.join(', ')} MB`;
}

/** Garbage comes and goes: the lowest points are what is held. */
function assertFlat(megabytes: readonly number[]): void {
  if (megabytes.some(Number.isNaN)) return;
  const warm = megabytes.slice(Math.floor(megabytes.length * WARM_SHARE));
  const third = Math.floor(warm.length / 3);
  const growth = Math.min(...warm.slice(-third)) - Math.min(...warm.slice(0, third));
  assert.ok(growth < MOST_GROWTH_MB, `${growth.toFixed(1)} MB more: ${megabytes.map((value) => value.toFixed(0)).join(' ')}`);
}

/** One line when it went down, one when it was back, and nothing that went wrong. */
function assertQuiet(words: string): void {
  const lines = words.split('\n').filter((line) => /\[(info|warn)\] webhooks|\[error\]/.test(line));
  assert.deepEqual([lines.length, lines.filter((line) => line.includes('[error]'))], [2, []], lines.join('\n'));
}
