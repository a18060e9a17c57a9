import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIsSecret } from '../../../../src/server/posts/secrets.ts';
import { shownSender } from '../../../../src/server/posts/sender.ts';
import { Token } from '../../../../src/server/security/token.ts';

const TOKEN = 'T0kenOfTheHub_T0kenOfTheHub_T0kenOfTheHub-1';
const isSecret = createIsSecret(new Token(TOKEN));
const show = (url: string, ...rawHeaders: string[]) =>
  shownSender({ method: 'POST', url, address: '::ffff:127.0.0.1', rawHeaders, bytes: 7 }, isSecret);

test('headers are shown in their order and in the spelling of the sender, each as often as it came', () => {
  const sent = ['Host', 'localhost:4848', 'user-agent', 'curl/8', 'X-A', '1', 'x-a', '2', 'Idempotency-Key', 'k-1', 'Accept', '*/*'];
  const { headers, ...rest } = show('/dev/webhook?event_type=a', ...sent);
  assert.deepEqual(headers.flat(), sent);
  assert.deepEqual(rest, { method: 'POST', path: '/dev/webhook?event_type=a', address: '127.0.0.1', bytes: 7 });
});

const secretNames = [
  'Authorization',
  'AUTHORIZATION',
  'pRoXy-AuThOrIzAtIoN',
  'Cookie',
  'cookie2',
  'Set-Cookie',
  'X-Api-Key',
  'x_api_key',
  'APIKEY',
  'X-Functions-Key',
  'X-Auth-Token',
  'X-CSRF-Token',
  'X-Session-Id',
  'X-Hub-Signature-256',
  'webhook-signature',
  'X-Secret',
  'X-Password',
  'X-Passphrase',
  'X-Pwd',
  'X-OTP',
  'X-Bearer',
  'x-pin',
  'X-Access',
  'X-Mfa-Code',
  'accessCode',
];
for (const name of secretNames) {
  test(`the value of ${name} is not shown`, () => {
    assert.deepEqual(show('/', name, 'hunter2').headers, [[name, null]]);
  });
}

const secretValues = [
  TOKEN,
  `before ${TOKEN} behind`,
  'Bearer abc',
  'basic YTpi',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x',
  'http://localhost:3000/?token=abc',
  'http://localhost:3000/?a=1&access_token=abc',
  'http://localhost:3000/#TOKEN=abc',
  'http://localhost:3000/login?next=%2F%3Ftoken%3Dabc',
  'http://user:password@localhost/',
  '{"apiKey": "abc"}',
  'a=1; session_id=abc',
  'Bearer%20abc',
  'http%253A%252F%252Flocalhost%252F%253Ftoken%253Dabc',
  'http://localhost:3000/cb?code=abc&state=x',
  '{"accessCode":"abc"}',
  'ghp_0123456789abcdef',
  'github_pat_0123456789',
  'v=gho_0123456789',
  'sk_live_0123456789',
  'sk_test_0123456789',
  'xoxb-0123456789',
  'AKIA0123456789ABCDEF',
  'glpat-0123456789',
  '%67hp_0123456789abcdef',
];
for (const value of secretValues) {
  test(`a value such as ${value} is not shown, whatever its name`, () => {
    assert.deepEqual(show('/', 'X-Anything', value).headers, [['X-Anything', null]]);
  });
}

test('what is no secret is shown', () => {
  const values = ['http://localhost:3000/page?tab=2', 'application/json; charset=utf-8', 'text/html;q=0.9', 'same-origin', 'no-cache', ''];
  for (const value of values) assert.deepEqual(show('/', 'X-Anything', value).headers, [['X-Anything', value]]);
  for (const name of ['X-Ping', 'Content-Encoding', 'X-Footprint', 'Spinner'])
    assert.deepEqual(show('/', name, 'a').headers, [[name, 'a']]);
});

const paths: readonly (readonly [sent: string, shown: string])[] = [
  ['/dev/webhook?', '/dev/webhook?'],
  ['/dev/webhook?token=abc', '/dev/webhook'],
  ['/dev/webhook?event_type=a&token=abc&x=%20', '/dev/webhook?event_type=a&x=%20'],
  ['/dev/webhook?TOKEN=abc&%74oken=abc&to%6Ben=abc', '/dev/webhook'],
  ['/dev/webhook?access_token=abc&api_key=abc&a=1', '/dev/webhook?a=1'],
  [`/dev/webhook?t=${TOKEN}&t=${TOKEN.replace('T', '%54')}&a=1`, '/dev/webhook?a=1'],
  ['/dev/webhook?a=1;token=abc', '/dev/webhook'],
  ['/dev/webhook?code=abc&pwd=abc&a=1&x=%7B%22apiKey%22%3A%22q%22%7D', '/dev/webhook?a=1'],
  ['/dev/webhook?a=%ff%', '/dev/webhook?a=%ff%'],
];
for (const [sent, shown] of paths) {
  test(`${sent} is shown as ${shown}`, () => assert.equal(show(sent).path, shown));
}

test('a header as long as it may be is judged at once, whatever is in it', { timeout: 10_000 }, () => {
  for (const part of ['token', 'eyJ', '://', 'token_', 'key"', ' \t', 'code', 'aB', '%25', '%2525', 'sk_', 'A']) {
    const value = part.repeat(16_384 / part.length);
    for (let turn = 0; turn < 20; turn++) show('/', 'X-Anything', value);
  }
});
