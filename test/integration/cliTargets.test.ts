import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery, TargetStats } from '../../src/shared/webhooks.ts';
import { runCli, type ServedHub, serveCli } from '../support/cli.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { until } from '../support/until.ts';

async function targets({ env }: ServedHub, ...parameters: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['targets', ...parameters], { env });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

/** A hub that sends everything to a receiver that refuses the first event. */
async function serveTo(url: string): Promise<ServedHub> {
  const hub = await serveCli(['--port', '0', '--webhook-target', url, '--webhook-types', '*']);
  await runCli(['send', 'order.paid'], { env: hub.env });
  return hub;
}

test('targets shows each target with its figures, and targets retry sends again what failed', async () => {
  await using receiver = await startReceiver({ respond: (_received, index) => ({ status: index === 0 ? 400 : 200 }) });
  await using hub = await serveTo(receiver.url);
  const line = await until(async () => /^(http.* 1 {7}0 .*)$/m.exec(await targets(hub))?.[1], 'one that failed');
  assert.deepEqual(line.split(/ {2,}/).slice(0, 5), [receiver.url, 'up', '0', '1', '0']);
  assert.equal(await targets(hub, 'retry'), '1 delivery is sent again.\n');
  await receiver.untilReceived(2);
  const [target] = JSON.parse(await targets(hub, 'list', '--json')) as TargetStats[];
  assert.equal(target?.url, receiver.url);
});

test('targets deliveries says what became of each webhook, and one of them can be sent again', async () => {
  await using receiver = await startReceiver({ respond: (_received, index) => ({ status: index === 0 ? 400 : 200 }) });
  await using hub = await serveTo(receiver.url);
  await until(async () => (await targets(hub, 'deliveries')).includes(`failed  order.paid  ${receiver.url}  400`), 'the failure');
  const { id } = JSON.parse(await targets(hub, 'deliveries', '--json', '--state', 'failed', '--limit', '1')) as Delivery;
  assert.equal(await targets(hub, 'retry', id), '1 delivery is sent again.\n');
  await until(async () => (await targets(hub, 'deliveries')).includes('delivered  order.paid'), 'the delivery');
});

for (const [parameters, code, words] of [
  [['rerty'], 2, /^dev-sync: Unknown command 'rerty'\.\n {2}"dev-sync targets --help"/],
  [['deliveries', '--state', 'lost'], 2, /^dev-sync: --state <state> cannot be 'lost'\.\n {2}Allowed choices are pending/],
  [['retry', 'made-up'], 1, /^dev-sync: There is no such delivery\./],
] as const) {
  test(`targets ${parameters.join(' ')} ends with status ${code} and says why`, async () => {
    await using hub = await serveCli(['--port', '0', '--no-webhooks']);
    const result = await runCli(['targets', ...parameters], { env: hub.env });
    assert.deepEqual([result.code, result.stdout], [code, '']);
    assert.match(result.stderr, words);
  });
}
