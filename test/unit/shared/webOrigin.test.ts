import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../src/shared/api.ts';
import { isWebOrigin } from '../../../src/shared/webOrigin.ts';

test('what browsers send as the origin of a page is one', () => {
  for (const text of [
    'http://localhost:3000',
    'https://a.test',
    'http://[::1]:8080',
    'http://127.0.0.1',
    'http://xn--bcher-kva.localhost',
  ]) {
    assert.equal(isWebOrigin(text), true, text);
  }
});

test('everything else is none', () => {
  const others = [
    '',
    '*',
    'null',
    'localhost:3000',
    'http://a.test/',
    'http://a.test:80',
    'http://A.test',
    'https://a@b.test',
    'ftp://a.test',
  ];
  const long = `http://${'a'.repeat(limits.originCharacters)}`;
  for (const text of [...others, 'chrome-extension://abc', 'file://', 'https://a.test?', ' https://a.test', long]) {
    assert.equal(isWebOrigin(text), false, text);
  }
});
