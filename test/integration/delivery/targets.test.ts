import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { okJson } from '../../support/answer.ts';
import { openStream } from '../../support/openStream.ts';
import { quietPort } from '../../support/ports.ts';
import { deliveriesOf, postLevel, sendingTo, statsOf, targetOf, untilDelivery, untilTarget } from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer, type TestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

type Problem = { readonly code: string; readonly message: string; readonly next: string };

/** What a window shows of a hub. */
async function problemsOf(server: TestServer): Promise<readonly Problem[]> {
  await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
  const status = (await window.until('stream.status')).at(-1)?.data.data as { problems: Problem[] };
  return status.problems;
}

const refused: readonly (readonly [url: string, code: string])[] = [
  ['', 'target-invalid'],
  ['localhost:5173/hook', 'target-invalid'],
  ['/api/webhook/receive', 'target-invalid'],
  ['file:///etc/passwd', 'target-invalid'],
  ['ftp://localhost/hook', 'target-invalid'],
  ['ws://localhost/hook', 'target-invalid'],
  ['javascript:alert(1)', 'target-invalid'],
  ['http://', 'target-invalid'],
  ['http://example.com/hook', 'target-not-allowed'],
  ['https://hooks.example.com/', 'target-not-allowed'],
  ['http://127.0.0.1.example.com/', 'target-not-allowed'],
  ['http://localhost.example.com/', 'target-not-allowed'],
  ['http://localhost@example.com/', 'target-not-allowed'],
  ['http://169.254.169.254/latest/meta-data', 'target-not-allowed'],
  ['http://[fe80::1]/', 'target-not-allowed'],
];

for (const [url, code] of refused) {
  test(`the target ${JSON.stringify(url)} is refused: a problem with a next step, and the other target works`, async () => {
    await using receiver = await startReceiver();
    await using server = await startTestServer(sendingTo(url, receiver.url));
    const [problem, ...others] = await problemsOf(server);
    assert.deepEqual([problem?.code, others], [code, []]);
    assert.ok(problem?.message && problem.next);
    await untilDelivery(server, await server.publish('a'), 'delivered');
    assert.deepEqual(
      (await statsOf(server)).targets.map((target) => target.url),
      [receiver.url],
    );
  });
}

/** An address of this machine that is not loopback. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address && !address.internal && address.family === 'IPv4')?.address;
const needsOutside = { skip: outside === undefined && 'this machine has no address but loopback' };

test('another host is reached when it is allowed, and only then', needsOutside, async () => {
  await using receiver = await startReceiver({ host: String(outside) });
  const { webhooks } = sendingTo(receiver.url);
  {
    await using server = await startTestServer({ webhooks });
    assert.deepEqual(
      (await problemsOf(server)).map(({ code }) => code),
      ['target-not-allowed'],
    );
    await server.publish('a');
    assert.deepEqual((await statsOf(server)).targets, []);
  }
  await using server = await startTestServer({ webhooks: { ...webhooks, allowedHosts: [String(outside)] } });
  const fact = await server.publish('a');
  await untilDelivery(server, fact, 'delivered');
  assert.deepEqual(receiver.ids(), [fact]);
});

for (const host of ['127.0.0.1', '::1']) {
  test(`the target localhost reaches a receiver that only listens on ${host}`, async () => {
    await using receiver = await startReceiver({ host });
    await using server = await startTestServer(sendingTo(`http://localhost:${receiver.port}/hook?a=b&c=%20`));
    const fact = await server.publish('a');
    await untilDelivery(server, fact, 'delivered');
    assert.deepEqual(
      receiver.received.map(({ method, path, headers }) => [method, path, headers.host]),
      [['POST', '/hook?a=b&c=%20', `localhost:${receiver.port}`]],
    );
  });
}

test('a name below localhost is this machine', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(`http://shop.localhost:${receiver.port}/hook`));
  await untilDelivery(server, await server.publish('a'), 'delivered');
});

/** An address with all that must not be seen. */
function withSecrets(url: string): string {
  const secret = new URL(`${url}?key=QUERY-SECRET#FRAGMENT-SECRET`);
  [secret.username, secret.password] = ['ada', 'PASS/WÖRD@SECRET'];
  return secret.href;
}

const PASSWORD = /SECRET|PASS|ada[:@]/;

test('user and password of an address go out as Basic, the query as it is', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(withSecrets(receiver.url)));
  await untilDelivery(server, await server.publish('a'), 'delivered');
  const [received] = receiver.received;
  assert.equal(received?.headers.authorization, `Basic ${Buffer.from('ada:PASS/WÖRD@SECRET').toString('base64')}`);
  assert.equal(received?.path, '/hook?key=QUERY-SECRET');
});

test('what is secret in an address is in no log line, no figure, no delivery, no frame and no answer', async () => {
  let status = 400;
  const { port, ...receiver } = await startReceiver({ respond: () => ({ status }) });
  await using server = await startTestServer(
    sendingTo(withSecrets(receiver.url), withSecrets('http://example.com/'), withSecrets('ftp://localhost/')),
  );
  await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
  const fact = await server.publish('a');
  await untilDelivery(server, fact, 'failed');
  status = 200;
  await postLevel(server, 5);
  await receiver[Symbol.asyncDispose]();
  await server.publish('b');
  await untilTarget(server, ({ state }) => state === 'open', 'it is down');
  const answers = await Promise.all(
    ['/dev/stats', '/dev/deliveries', '/dev/health'].map((path) => server.ask(path, { headers: server.auth })),
  );
  const seen = [...answers.map(({ text }) => text), ...server.log.lines.map(({ line }) => line), window.text()];
  for (const text of seen) assert.doesNotMatch(text, PASSWORD);
  assert.equal((await targetOf(server)).url, `http://127.0.0.1:${port}/hook`);
  assert.equal((await deliveriesOf(server, `?event=${fact}`))[0]?.target, `http://127.0.0.1:${port}/hook`);
});

test('listeners are told where levels go, without what is secret in the address', async () => {
  await using receiver = await startReceiver();
  const audio = { backend: 'tone', device: null, intervalMs: 100, scale: 'db', soundEvents: false } as const;
  const others = { url: 'http://127.0.0.1:1/', types: ['order.*'] };
  await using server = await startTestServer({ ...sendingTo(others, withSecrets(receiver.url)), audio });
  const { webhookUrl } = okJson(await server.ask('/api/listen/start', { method: 'POST' }));
  assert.equal(webhookUrl, receiver.url);
});

test('signing secrets are not in the state file, which is for the eyes of its user alone', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  await using server = await startTestServer({ ...sendingTo({ url: 'http://127.0.0.1:1/', secret: 'shop' }), secrets: { shop: [secret] } });
  const path = join(server.stateDir, `${server.port}.json`);
  assert.doesNotMatch(await readFile(path, 'utf8'), /whsec_|BwcHBwcH/);
  if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
});

const tls = await readFile(join(import.meta.dirname, '../../support/receivers/selfSigned.pem')).then((pem) => ({ key: pem, cert: pem }));

test('an https target on this machine with a certificate of its own works with insecureLoopback', async () => {
  await using receiver = await startReceiver({ tls });
  await using server = await startTestServer(sendingTo({ url: receiver.url, insecureLoopback: true }));
  const fact = await server.publish('a');
  await untilDelivery(server, fact, 'delivered');
  assert.deepEqual(receiver.ids(), [fact]);
});

test('without the flag it does not, and the reason is in the ledger; facts wait', async () => {
  await using receiver = await startReceiver({ tls });
  await using server = await startTestServer(sendingTo(receiver.url));
  const fact = await server.publish('a');
  const { attempts } = await until(
    async () => (await deliveriesOf(server, `?event=${fact}`)).find((delivery) => delivery.attempts.length > 0),
    'an attempt',
  );
  assert.match(String(attempts[0]?.error), /certificate/);
  const { queued, delivered } = await targetOf(server);
  assert.deepEqual([queued, delivered, receiver.received], [1, 0, []]);
});

test('insecureLoopback opens no other machine', needsOutside, async () => {
  await using receiver = await startReceiver({ tls, host: String(outside) });
  const { webhooks } = sendingTo({ url: receiver.url, insecureLoopback: true });
  await using server = await startTestServer({ webhooks: { ...webhooks, allowedHosts: [String(outside)] } });
  await server.publish('a');
  await untilTarget(server, ({ failures }) => failures >= 1, 'it was refused');
  assert.deepEqual(receiver.received, []);
});

test('a port that nothing listens on is not taken for another one', async () => {
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${await quietPort()}/hook`));
  await server.publish('a');
  const { error, delivered } = await untilTarget(server, ({ failures }) => failures > 0, 'it failed');
  assert.match(String(error ?? 'Nothing listens there.'), /[Nn]othing listens/);
  assert.equal(delivered, 0);
});
