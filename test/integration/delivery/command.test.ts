import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { runCli, type ServedHub, serveCli } from '../../support/cli.ts';
import { quietPort } from '../../support/ports.ts';
import { postNumbered, statsOf, untilDelivery, untilTarget } from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';

/** `dev-sync serve --memory` with these flags. */
async function serve(...flags: readonly string[]) {
  const program = await serveCli(['--port', '0', '--memory', '--print-token', ...flags]);
  return { ...program, token: String(program.ready.token) };
}

const words = ({ stdout, stderr }: Pick<ServedHub, 'stdout' | 'stderr'>) => stdout() + stderr();

test('serve --webhook-target sends the usual types to each target, --webhook-types others', async () => {
  await using first = await startReceiver();
  await using second = await startReceiver();
  await using hub = await serve('--webhook-target', first.url, '--webhook-target', second.url, '--webhook-types', 'order.*,agent.done');
  const ids = await postNumbered(hub, 3);
  await postNumbered(hub, 1, 'other.thing');
  await postNumbered(hub, 1, 'agent.done');
  for (const receiver of [first, second]) {
    await receiver.untilReceived(4);
    assert.deepEqual(receiver.ids().slice(0, 3), ids);
    assert.deepEqual(
      receiver.payloads().map(({ type }) => type),
      ['order.paid', 'order.paid', 'order.paid', 'agent.done'],
    );
  }
});

test('serve --webhook-secret-file signs with the secrets in it, the newest first, and never shows them', async () => {
  await using folder = await tempWorkspace();
  const secrets = [1, 2].map(() => `whsec_${randomBytes(32).toString('base64')}`);
  const file = await folder.write('secrets', `${secrets.join('\n')}\n`);
  await using receiver = await startReceiver();
  await using hub = await serve('--webhook-target', receiver.url, '--webhook-types', '*', '--webhook-secret-file', file);
  await postNumbered(hub, 1);
  const [received] = await receiver.untilReceived(1);
  for (const secret of secrets) new Webhook(secret).verify(received?.body ?? '', received?.headers as Record<string, string>);
  const state = await readFile(String(hub.ready.tokenFile), 'utf8');
  for (const secret of secrets) assert.ok(!`${words(hub)}${state}`.includes(secret.slice(6)));
});

const secretly = (url: string) => url.replace('://', '://ada:PASSWORD@').concat('?key=PASSWORD');

test('serve says nothing of user, password and query of a target, whatever becomes of it', async () => {
  const port = await quietPort();
  const target = `http://127.0.0.1:${port}/hook`;
  await using hub = await serve('--webhook-target', secretly(target), '--webhook-types', '*');
  {
    await using receiver = await startReceiver({ port, respond: () => ({ status: 401 }) });
    await untilDelivery(hub, (await postNumbered(hub, 1))[0] ?? '', 'failed');
    assert.equal(receiver.received[0]?.headers.authorization, `Basic ${Buffer.from('ada:PASSWORD').toString('base64')}`);
  }
  await postNumbered(hub, 1, 'more');
  await untilTarget(hub, ({ state }) => state === 'open', 'it is down');
  await until(() => words(hub).includes(target), 'the words');
  assert.doesNotMatch(words(hub), /PASSWORD|ada/);
});

test('serve does not ask the proxy of its environment: what is for this machine stays here', async () => {
  await using proxy = await startReceiver();
  await using receiver = await startReceiver();
  const { origin } = new URL(proxy.url);
  const env = { HTTP_PROXY: origin, http_proxy: origin, ALL_PROXY: origin };
  await using program = await serveCli(
    ['--port', '0', '--memory', '--print-token', '--webhook-target', receiver.url, '--webhook-types', '*'],
    { env },
  );
  await postNumbered({ url: program.url, token: String(program.ready.token) }, 1);
  await receiver.untilReceived(1);
  assert.deepEqual(proxy.received, []);
});

test('serve sends nothing to another machine without --webhook-allow-host', async () => {
  const flags = ['--webhook-target', secretly('http://example.com/hook')];
  const { code, stdout, stderr } = await runCli(['serve', '--port', '0', '--memory', ...flags]);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /http:\/\/example\.com.*another machine[\s\S]*--webhook-allow-host/);
  assert.doesNotMatch(stderr, /PASSWORD|ada/);
  await using hub = await serve(...flags, '--webhook-allow-host', 'example.com');
  assert.equal((await statsOf(hub)).targets.length, 1);
});

test('serve has the default target, unless another one is given or --no-webhooks', async () => {
  await using usual = await serve();
  await using none = await serve('--no-webhooks');
  await using other = await serve('--webhook-target', 'http://localhost:1/');
  const urls = await Promise.all([usual, none, other].map(async (hub) => (await statsOf(hub)).targets.map(({ url }) => url)));
  assert.deepEqual(urls, [['http://localhost:5173/api/webhook/receive'], [], ['http://localhost:1/']]);
});

for (const [name, flags, said] of [
  ['a target that is no address', ['--webhook-target', 'localhost:5173/hook'], /--webhook-target|webhook target/],
  ['a target that is a file', ['--webhook-target', 'file:///etc/passwd'], /http/],
  ['a secret file that is not there', ['--webhook-target', 'http://localhost:1/', '--webhook-secret-file', '/nowhere/secret'], /secret/],
] as const) {
  test(`serve with ${name} says so`, async () => {
    const { code, stderr } = await runCli(['serve', '--port', '0', '--memory', ...flags]);
    assert.notEqual(code, 0);
    assert.match(stderr, said);
  });
}
