import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { Token } from '../../../../src/server/security/token.ts';

test('a new token has 256 bits, and no two are the same', () => {
  const secrets = Array.from({ length: 100 }, () => new Token().reveal());
  assert.equal(new Set(secrets).size, 100);
  for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
});

test('matches the secret and nothing else', () => {
  const property = fc.property(fc.string({ minLength: 1 }), fc.string(), (secret, other) => {
    const token = new Token(secret);
    assert.equal(token.matches(secret), true);
    assert.equal(token.matches(other), other === secret);
    for (const near of [`${secret} `, secret.slice(1), `x${secret}`, '']) assert.equal(token.matches(near), false);
  });
  fc.assert(property);
});

test('nothing does not match', () => {
  assert.equal(new Token('secret').matches(undefined), false);
  assert.equal(new Token('undefined').matches(undefined), false);
});

test('proves itself by the HMAC of the nonce', () => {
  const token = new Token('secret');
  assert.equal(token.prove('nonce'), createHmac('sha256', 'secret').update('nonce').digest('hex'));
  assert.notEqual(token.prove('nonce'), token.prove('nonce2'));
  assert.notEqual(token.prove('nonce'), new Token('secret2').prove('nonce'));
});

test('never prints itself', () => {
  const token = new Token('do-not-tell');
  const prints = [
    JSON.stringify({ token }),
    String(token),
    `${token}`,
    inspect(token, { depth: 9, showHidden: true }),
    format('%s %o %O %j', token, token, token, token),
    JSON.stringify(structuredClone({ ...token })),
    Object.entries(token).join(),
    new Error('failed', { cause: token }).stack,
  ];
  for (const print of prints) assert.doesNotMatch(String(print), /do-not-tell/);
  assert.equal(JSON.stringify({ token }), '{"token":"[token]"}');
});
