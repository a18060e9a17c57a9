import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowedOrigin } from '../../../../src/server/security/origins.ts';

const loopback = [
  'http://localhost',
  'http://localhost:5173',
  'https://localhost:8443',
  'http://app.localhost:3000',
  'http://127.0.0.1:8080',
  'http://127.5.0.1',
  'http://[::1]:5173',
];
for (const origin of loopback) {
  test(`pages of ${origin} may talk to the hub`, () => assert.equal(isAllowedOrigin(origin, []), true));
}

const strangers = [
  '',
  'null',
  'localhost',
  'http://',
  'http://evil.test',
  'https://localhost.evil.test',
  'http://localhost@evil.test',
  'http://user@localhost',
  'http://localhost:5173/',
  'http://localhost:5173/path',
  'http://localhost?',
  'http://localhost:80',
  'https://localhost:443',
  'HTTP://localhost',
  'http://LOCALHOST:5173',
  'http://127.1:5173',
  'http://2130706433',
  'http://0x7f000001',
  'http://[0:0:0:0:0:0:0:1]',
  'http://0.0.0.0:5173',
  'http://192.168.1.5',
  'http://localhost.',
  ' http://localhost',
  'http://localhost http://evil.test',
  'http:localhost',
  'http:\\\\localhost',
  'file://',
  'ws://localhost',
  'ftp://localhost',
  'vscode-webview://abc',
  'chrome-extension://abc',
  'data:text/html,x',
  `http://${'a'.repeat(300)}.localhost`,
];
for (const origin of strangers) {
  test(`pages of ${JSON.stringify(origin)} may not`, () => assert.equal(isAllowedOrigin(origin, []), false));
}

test('a configured origin is allowed exactly as it is written', () => {
  const allowed = ['https://app.test:8443'];
  assert.equal(isAllowedOrigin('https://app.test:8443', allowed), true);
  for (const origin of ['https://app.test', 'http://app.test:8443', 'https://x.app.test:8443', 'https://app.test:84430']) {
    assert.equal(isAllowedOrigin(origin, allowed), false, origin);
  }
});
