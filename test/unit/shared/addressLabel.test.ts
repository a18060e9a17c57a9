import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOf } from '../../../src/shared/addressLabel.ts';

for (const [address, label] of [
  ['http://localhost:3000/hook', 'http://localhost:3000/hook'],
  ['http://me:secret@localhost:3000/hook?key=secret#secret', 'http://localhost:3000/hook'],
  ['https://hooks.example.com/secret', 'https://hooks.example.com/…'],
  ['https://hooks.example.com', 'https://hooks.example.com/'],
  ['file:///etc/passwd', 'file:…'],
  ['http://[::1', '(not a URL)'],
  ['http://localhost:99999/?token=secret', '(not a URL)'],
  ['https//hooks.example.com/secret', '(not a URL)'],
  ['', '(not a URL)'],
]) {
  test(`"${address}" is shown as ${label}`, () => assert.equal(labelOf(String(address)), label));
}
