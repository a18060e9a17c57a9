import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { isSigned, isTimely, keysOf, parseSecret, signatureOf } from '../../../../src/server/delivery/signature.ts';

const NOW_S = Math.floor(Date.now() / 1000);

function newSecret(bytes = 32): string {
  return `whsec_${randomBytes(bytes).toString('base64')}`;
}

function message(body: string, id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', timestamp = NOW_S) {
  return { id, timestamp, body };
}

/** Text of every kind: the signature covers its bytes. */
const bodies = ['{"type":"a","data":{}}', '', '{"text":"💥\u2028 ä\\u0000"}', ' { "spaced" : 1 }\r\n', '12345678901234567890'];

for (const body of bodies) {
  test(`the official library takes our signature of ${JSON.stringify(body)}, and we take its`, () => {
    const secret = newSecret();
    const key = parseSecret(secret);
    const sent = message(body);
    const headers = { 'webhook-id': sent.id, 'webhook-timestamp': `${NOW_S}`, 'webhook-signature': signatureOf(sent, [key]) };
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    const theirs = new Webhook(secret).sign(sent.id, new Date(NOW_S * 1000), body);
    assert.equal(theirs, headers['webhook-signature']);
    assert.ok(isSigned({ ...sent, body: Buffer.from(body) }, theirs, [key]));
  });
}

test('bytes that are no UTF-8 are signed as they are', () => {
  const key = parseSecret(newSecret());
  const [one, other] = [Buffer.from([0xff]), Buffer.from([0xfe])].map((body) => ({ ...message(''), body }));
  assert.ok(one && other);
  assert.ok(isSigned(one, signatureOf(one, [key]), [key]));
  assert.ok(!isSigned(other, signatureOf(one, [key]), [key]));
});

test('while a secret is being replaced both sign, and a receiver with either of them takes it', () => {
  const secrets = [newSecret(24), newSecret(64)];
  const sent = message('{}');
  const signature = signatureOf(sent, secrets.map(parseSecret));
  assert.match(signature, /^v1,\S+ v1,\S+$/);
  const headers = { 'webhook-id': sent.id, 'webhook-timestamp': `${NOW_S}`, 'webhook-signature': signature };
  for (const secret of secrets) new Webhook(secret).verify('{}', headers);
});

test('each of our keys is accepted, in any place among signatures of other makes', () => {
  const keys = [newSecret(), newSecret()].map(parseSecret);
  const sent = message('{}');
  for (const key of keys) {
    const signature = signatureOf(sent, [key]);
    for (const header of [signature, `v1a,${'A'.repeat(86)}== ${signature}`, `${signature} v2,x`, `v1, ${signature} ,`]) {
      assert.ok(isSigned(sent, header, keys), header);
    }
  }
});

test('nothing else is a signature', () => {
  const key = parseSecret(newSecret());
  const sent = message('{"a":1}');
  const right = signatureOf(sent, [key]);
  const wrong = ['', ' ', 'v1', 'v1,', right.slice(3), right.replace('v1', 'v2'), right.slice(0, -1), `${right}x`, `v1,x${right}`, 'v1,💥'];
  for (const header of [...wrong, signatureOf(sent, [parseSecret(newSecret())])]) assert.ok(!isSigned(sent, header, [key]), header);
  for (const other of [message('{"a":2}'), message('{"a":1}', 'other'), message('{"a":1}', sent.id, NOW_S + 1)]) {
    assert.ok(!isSigned(other, right, [key]), JSON.stringify(other));
  }
  assert.ok(!isSigned(sent, right, []));
});

test('a message is timely within five minutes, before and after', () => {
  const now = new Date(NOW_S * 1000 + 999);
  const ages = [-301, -300, 0, 300, 301].map((age) => isTimely(NOW_S - age, now));
  assert.deepEqual(ages, [false, true, true, true, false]);
  assert.ok(!isTimely(Number.NaN, now));
});

test('a secret is whsec_ and the Base64 of 24 to 64 bytes', () => {
  for (const bytes of [24, 25, 63, 64]) assert.equal(parseSecret(newSecret(bytes)).length, bytes);
  const good = newSecret(32);
  const bad = [newSecret(23), newSecret(65), '', 'whsec_', good.slice('whsec_'.length), good.slice(0, -1), good.replace('whsec_', 'whpk_')];
  const slips = [` ${good}`, `${good}\n`, good.replace('whsec_', 'whsec_-'), `whsec_${'!'.repeat(40)}`, `whsec_${'A'.repeat(42)}B=`];
  for (const text of [...bad, ...slips]) {
    assert.throws(
      () => parseSecret(text),
      (error: Error & { code?: string }) => error.code === 'secret-invalid' && (text.length < 10 || !error.message.includes(text)),
      text,
    );
  }
});

test('keys are found by the name of their secret, newest first', () => {
  const secrets = { shop: [newSecret(24), newSecret(25)], empty: [], broken: ['whsec_x'] };
  assert.deepEqual(
    keysOf('shop', secrets, 'a test').map(({ length }) => length),
    [24, 25],
  );
  assert.deepEqual(keysOf(undefined, secrets, 'a test'), []);
  for (const name of ['other', 'empty', '__proto__', 'constructor']) {
    assert.throws(() => keysOf(name, secrets, 'a test'), {
      code: 'secret-missing',
      message: `The secret "${name}" of a test is not there.`,
    });
  }
  assert.throws(() => keysOf('broken', secrets, 'a test'), { code: 'secret-invalid' });
});
