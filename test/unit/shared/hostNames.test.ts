import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackAddress, isLoopbackName, toUrlHost } from '../../../src/shared/hostNames.ts';

test('only 127.0.0.0/8 is a loopback address', () => {
  for (const address of ['127.0.0.1', '127.1.2.3']) assert.equal(isLoopbackAddress(address), true, address);
  for (const address of ['', '127', '127.0.0', '127.0.0.1.1', '1127.0.0.1', '127.0.0.', '127.0.0.1 '])
    assert.equal(isLoopbackAddress(address), false, address);
});

test('names of this machine are localhost, what is below it, and its addresses', () => {
  for (const name of ['localhost', 'app.localhost', '127.0.0.1', '[::1]']) assert.equal(isLoopbackName(name), true, name);
  for (const name of ['', 'localhost.example.com', 'notlocalhost', '.localhost', '[::2]', '::1', 'example.com'])
    assert.equal(isLoopbackName(name), false, name);
});

test('host names are compared as URLs have them', () => {
  const names = ['Hooks.Example.COM', 'müller.example', 'fd00::1', '[FD00:0::1]', 'two words', ''];
  const hosts = ['hooks.example.com', 'xn--mller-kva.example', '[fd00::1]', '[fd00::1]', undefined, undefined];
  assert.deepEqual(names.map(toUrlHost), hosts);
});
