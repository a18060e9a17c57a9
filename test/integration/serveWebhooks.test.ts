import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { emptyHome, runCli, type ServedHub, serveCli, startCli } from '../support/cli.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const secrets = { outgoing: `whsec_${'b3V0'.repeat(10)}`, incoming: `whsec_${'aW5j'.repeat(10)}`, old: `whsec_${'b2xk'.repeat(10)}` };

function post({ port }: ServedHub, event_type: string, headers: Readonly<Record<string, string>> = {}) {
  return ask(port, '/dev/webhook', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: bodyOf(event_type) });
}

function bodyOf(event_type: string): string {
  return JSON.stringify({ event_type, data: {} });
}

/** `serve` that must not come up: what it says, and that nobody could have found a hub. */
async function refuse(...flags: string[]) {
  await using home = await emptyHome();
  const { code, stdout, stderr } = await runCli(['serve', '--json', '--port', '0', ...flags], { env: home.env });
  assert.equal(stdout, '');
  assert.doesNotMatch(stderr, /\n +at /);
  assert.deepEqual(await readdir(`${home.env.XDG_STATE_HOME}/dev-sync/hubs`).catch(() => []), []);
  return { code, stderr };
}

test('--webhook-target is repeatable and takes the place of the default; --webhook-types says what is sent to all', async () => {
  await using one = await startReceiver();
  await using other = await startReceiver();
  const flags = ['--webhook-target', one.url, '--webhook-target', other.url, '--webhook-types', 'agent.*, order.paid'];
  await using hub = await serveCli(['--port', '0', ...flags]);
  for (const type of ['agent.created', 'other', 'order.paid']) okJson(await post(hub, type));
  for (const receiver of [one, other]) {
    await receiver.untilReceived(2);
    assert.deepEqual(receiver.payloads(), [
      { type: 'agent.created', data: {} },
      { type: 'order.paid', data: {} },
    ]);
  }
  const { targets } = okJson(await ask(hub.port, '/dev/stats')) as { targets: unknown[] };
  assert.equal(targets.length, 2);
  assert.deepEqual([hub.stderr(), Object.keys(hub.ready)], ['', ['event', 'url', 'pid', 'tokenFile', 'log']]);
});

test('--webhook-secret-file signs what is sent, with both secrets while one is being replaced', async () => {
  await using folder = await tempWorkspace({ secret: `${secrets.outgoing}\n${secrets.old}\n` });
  await using receiver = await startReceiver();
  const flags = ['--webhook-target', receiver.url, '--webhook-types', '*', '--webhook-secret-file', `${folder.path}/secret`];
  await using hub = await serveCli(['--port', '0', ...flags]);
  okJson(await post(hub, 'order.paid'));
  const [received] = await receiver.untilReceived(1);
  assert.ok(received);
  for (const secret of [secrets.outgoing, secrets.old])
    new Webhook(secret).verify(received.body, received.headers as Record<string, string>);
});

for (const [flags, count] of [
  [[], 1],
  [['--no-webhooks'], 0],
  [['--webhook-types', 'order.*'], 1],
] as const) {
  test(`serve ${flags.join(' ')} has ${count} target`, async () => {
    await using hub = await serveCli(['--port', '0', ...flags]);
    const { targets } = okJson(await ask(hub.port, '/dev/stats')) as { targets: { url: string }[] };
    assert.deepEqual(
      targets.map(({ url }) => new URL(url).port),
      Array(count).fill('5173'),
    );
  });
}

test('--incoming-secret-file lets in what is signed, and the command line, which has the token', async () => {
  await using folder = await tempWorkspace({ secret: secrets.incoming });
  await using hub = await serveCli(['--port', '0', '--no-webhooks', '--incoming-secret-file', `${folder.path}/secret`]);
  assertRefused(await post(hub, 'stranger'), 401, 'signature-required');
  const now = new Date();
  const sign = (secret: string) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', now, bodyOf('signed')),
  });
  assertRefused(await post(hub, 'signed', sign(secrets.outgoing)), 401, 'signature-invalid');
  okJson(await post(hub, 'signed', sign(secrets.incoming)));
  const { code } = await runCli(['send', 'by.cli'], { env: hub.env });
  assert.equal(code, 0);
  const { events } = okJson(await ask(hub.port, '/dev/history')) as { events: { type: string }[] };
  assert.deepEqual(
    events.map(({ type }) => type),
    ['signed', 'by.cli'],
  );
});

for (const [url, reason] of [
  ['ftp://user:hunter2@localhost/x?key=hunter2', /neither http nor https.*\n.*--webhook-target/],
  ['hunter2', /not a URL.*\n.*--webhook-target/],
  ['http://user:hunter2@203.0.113.1/x?key=hunter2', /on another machine.*\n.*--webhook-allow-host/],
] as const) {
  test(`a target that cannot be used is a mistake of usage before the hub starts: ${url}`, async () => {
    const { code, stderr } = await refuse('--webhook-target', 'http://localhost:9/fine', '--webhook-target', url);
    assert.equal(code, 2, stderr);
    assert.match(stderr, reason);
    assert.doesNotMatch(stderr, /hunter2/);
  });
}

test('a target that is the hub itself is a mistake of usage when the port is said', async () => {
  const { code, stderr } = await refuse('--port', '48480', '--webhook-target', 'http://localhost:48480/api/webhook/receive');
  assert.deepEqual([code, /the hub itself|this hub/.test(stderr)], [2, true], stderr);
});

test('the manner of sending can be said: how fast, how often, and to whom without a known certificate', async () => {
  await using receiver = await startReceiver({ respond: () => ({ status: 503 }) });
  const flags = [
    '--webhook-target',
    receiver.url,
    '--webhook-types',
    '*',
    '--webhook-max-attempts',
    '2',
    '--webhook-max-per-second',
    '500',
  ];
  await using hub = await serveCli(['--port', '0', ...flags, '--webhook-insecure-loopback']);
  okJson(await post(hub, 'order.paid'));
  await receiver.untilReceived(2);
  const failed = async () => (okJson(await ask(hub.port, '/dev/stats')) as { targets: { failed: number }[] }).targets[0]?.failed === 1;
  await until(failed, 'it is given up');
  assert.equal(receiver.received.length, 2);
});

for (const flags of [
  ['--webhook-max-per-second', '0'],
  ['--webhook-max-per-second', '1e2'],
  ['--webhook-max-attempts', '0'],
  ['--no-webhooks', '--webhook-max-per-second', '5'],
  ['--no-webhooks', '--webhook-target', 'http://localhost:9'],
  ['--webhook-types', ' , '],
  ['--webhook-allow-host', 'app.test:80'],
]) {
  test(`serve ${flags.join(' ')} is a mistake of usage`, async () => {
    const { code, stderr } = await refuse(...flags);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^dev-sync: (Option '--|--webhook)/);
  });
}

test('--webhook-allow-host lets events leave the machine, to that host alone', async () => {
  const flags = ['--webhook-target', 'http://a.invalid/x', '--webhook-target', 'http://b.invalid/x', '--webhook-allow-host', 'a.invalid'];
  assert.equal((await refuse(...flags)).code, 2);
  await using hub = await serveCli(['--port', '0', ...flags, '--webhook-allow-host', 'B.invalid']);
  assert.equal((okJson(await ask(hub.port, '/dev/stats')).targets as unknown[]).length, 2);
});

for (const flag of ['--webhook-secret-file', '--incoming-secret-file']) {
  test(`${flag} with a file that has no secret is an error that names it, not a hub that does without`, async () => {
    await using folder = await tempWorkspace({ secret: 'hunter2' });
    for (const file of [`${folder.path}/secret`, `${folder.path}/none`]) {
      const { code, stderr } = await refuse(flag, file);
      assert.deepEqual([code, stderr.includes(file), stderr.includes('hunter2')], [1, true, false], stderr);
    }
  });
}

test('serve says where webhooks go, without user, password and query, and what posts need', async () => {
  await using home = await emptyHome();
  await using folder = await tempWorkspace({ secret: secrets.incoming });
  const flags = ['--webhook-target', 'http://user:hunter2@localhost:9/hook?key=hunter2', '--incoming-secret-file', `${folder.path}/secret`];
  await using hub = startCli(['serve', '--port', '0', ...flags], { env: home.env });
  await until(() => hub.stderr().includes('The token is in'), 'the announcement');
  assert.match(hub.stderr(), /^Events of the types audio_level, listening_status go as webhooks to http:\/\/localhost:9\/\S+\.$/m);
  assert.match(hub.stderr(), /^Posts need a signature/m);
  assert.doesNotMatch(hub.stderr(), /hunter2|whsec_/);
});
