import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostName, isAllowedHost } from '../../../../src/server/security/hosts.ts';

const loopback = [
  'localhost',
  'LOCALHOST:4848',
  'localhost:0',
  'localhost:65535',
  'app.localhost',
  'a.b-c.localhost:80',
  '127.0.0.1',
  '127.0.0.1:4848',
  '127.255.255.254',
  '[::1]',
  '[::1]:4848',
];
for (const host of loopback) {
  test(`the host ${host} is this machine`, () => assert.equal(isAllowedHost(host, []), true));
}

const strangers = [
  '',
  'evil.test',
  'localhost.evil.test',
  'localhost.',
  '.localhost',
  'a..localhost',
  'notlocalhost',
  '127.0.0.1.evil.test',
  '128.0.0.1',
  '127.0.0.256',
  '127.0.0.01',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[0:0:0:0:0:0:0:1]',
  '[::1%25lo]',
  '::1',
  'user@localhost',
  'localhost/',
  'localhost#',
  ' localhost',
  'localhost ',
  'localhost\n',
  'localhost:',
  'localhost:65536',
  'localhost:4848:1',
  'localhost:-1',
  'localhost,evil.test',
  'xn--localhost',
  'ｌocalhost',
  'localhoſt',
];
for (const host of strangers) {
  test(`the host ${JSON.stringify(host)} is refused`, () => assert.equal(isAllowedHost(host, []), false));
}

test('a configured name is allowed in any case, whole and on any port', () => {
  const allowed = ['Dev.Test', '192.168.1.5'];
  for (const host of ['dev.test', 'DEV.test:3000', '192.168.1.5:4848']) assert.equal(isAllowedHost(host, allowed), true, host);
  for (const host of ['x.dev.test', 'dev.test.evil', 'dev', 'devxtest', '192.168.1.50'])
    assert.equal(isAllowedHost(host, allowed), false, host);
});

test('the name of a host is in lower case, without its port', () => {
  assert.equal(hostName('App.LOCALHOST:80'), 'app.localhost');
  assert.equal(hostName('[::1]:80'), '[::1]');
  assert.equal(hostName('a b'), undefined);
});

test('a hostile host name is refused like any other, however long it is: a pattern that goes back over it would never end', () => {
  for (const hostile of [`${'a.'.repeat(8000)}x`, 'a'.repeat(16_000), '.'.repeat(16_000)]) assert.equal(isAllowedHost(hostile, []), false);
});
