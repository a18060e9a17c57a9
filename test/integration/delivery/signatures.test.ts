import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { postLevel, sendingTo, statsOf, untilDelivery, untilTarget } from '../../support/receivers/deliveries.ts';
import { type Received, startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer } from '../../support/testServer.ts';

const newSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;

/** The verdict of the official library; the body it answers is what was signed. */
function verify(secret: string, { body, headers }: Received): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

for (const bytes of [24, 32, 64]) {
  test(`a delivery is signed with the secret of its target, of ${bytes} bytes`, async () => {
    const secret = newSecret(bytes);
    await using receiver = await startReceiver();
    await using server = await startTestServer({ ...sendingTo({ url: receiver.url, secret: 'shop' }), secrets: { shop: [secret] } });
    await server.publish('größer.als', { text: '💥 "\u2028', n: 1 });
    await postLevel(server, 5);
    for (const received of await receiver.untilReceived(2)) {
      assert.deepEqual(verify(secret, received), JSON.parse(received.body));
      assert.throws(() => verify(newSecret(), received), /No matching signature/);
      assert.throws(() => verify(secret, { ...received, body: `${received.body} ` }), /No matching signature/);
    }
  });
}

test('while a secret is being replaced, a delivery is signed with both: each of them verifies it', async () => {
  const [fresh, old] = [newSecret(), newSecret()];
  await using receiver = await startReceiver();
  await using server = await startTestServer({ ...sendingTo({ url: receiver.url, secret: 'shop' }), secrets: { shop: [fresh, old] } });
  await server.publish('a');
  const [received] = await receiver.untilReceived(1);
  assert.ok(received);
  assert.match(String(received.headers['webhook-signature']), /^v1,\S+ v1,\S+$/);
  for (const secret of [fresh, old]) verify(secret, received);
  const [newest = ''] = String(received.headers['webhook-signature']).split(' ');
  verify(fresh, { ...received, headers: { ...received.headers, 'webhook-signature': newest } });
});

test('a retry has the same webhook-id and a new webhook-timestamp, and is signed anew', async () => {
  const secret = newSecret();
  await using receiver = await startReceiver({
    respond: (_received, index) => (index < 2 ? { status: 503, headers: { 'Retry-After': '2' } } : {}),
  });
  await using server = await startTestServer({ ...sendingTo({ url: receiver.url, secret: 'shop' }), secrets: { shop: [secret] } });
  const fact = await server.publish('a');
  await untilDelivery(server, fact, 'delivered');
  for (const received of receiver.received) verify(secret, received);
  const header = (name: string) => receiver.received.map(({ headers }) => headers[name]);
  assert.deepEqual(header('webhook-id'), [fact, fact, fact]);
  assert.equal(new Set(header('webhook-timestamp')).size, 3);
  assert.equal(new Set(header('webhook-signature')).size, 3);
});

test('targets have secrets of their own, or none', async () => {
  const secrets = { shop: [newSecret()], billing: [newSecret()] };
  await using receiver = await startReceiver();
  const targets = [
    { url: `${receiver.url}/shop`, secret: 'shop' },
    { url: `${receiver.url}/billing`, secret: 'billing' },
    `${receiver.url}/none`,
  ];
  await using server = await startTestServer({ ...sendingTo(...targets), secrets });
  await server.publish('a');
  const received = await receiver.untilReceived(3);
  const at = (name: string) => received.find(({ path }) => path.endsWith(name)) as Received;
  verify(secrets.shop[0] as string, at('shop'));
  verify(secrets.billing[0] as string, at('billing'));
  assert.throws(() => verify(secrets.shop[0] as string, at('billing')));
  const { 'webhook-signature': signature, 'webhook-id': id, 'webhook-timestamp': timestamp } = at('none').headers;
  assert.deepEqual([signature, typeof id, typeof timestamp], [undefined, 'string', 'string']);
});

const unusable = {
  'is not there': {},
  'is empty': { shop: [] },
  'is of another form': { shop: ['not a secret'] },
  'is too short': { shop: [newSecret(8)] },
} as const;

for (const [name, secrets] of Object.entries(unusable)) {
  test(`a target whose secret ${name} gets nothing, rather than something unsigned`, async () => {
    await using receiver = await startReceiver();
    await using other = await startReceiver();
    await using server = await startTestServer({ ...sendingTo({ url: receiver.url, secret: 'shop' }, other.url), secrets });
    await server.publish('a');
    await untilTarget(server, ({ delivered }) => delivered === 1, 'the other one has it');
    const { targets } = await statsOf(server);
    assert.deepEqual([targets.map(({ url }) => url), receiver.received], [[other.url], []]);
    assert.doesNotMatch(server.log.lines.map(({ line }) => line).join(), /not a secret|whsec_[\w+/]{4}/);
  });
}
