import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseWindowBody } from '../../../../src/server/schemas/window.ts';

test('of an address from outside, origin and path are kept', () => {
  const addresses = [
    [' https://ABC-4848.app.github.dev:443/?token=secret#x ', 'https://abc-4848.app.github.dev/'],
    ['https:code.example/proxy/../proxy/4848/', 'https://code.example/proxy/4848/'],
    ['http://localhost:5000', 'http://localhost:5000/'],
  ];
  for (const [externalUrl, kept] of addresses) {
    assert.deepEqual(parseWindowBody({ window: 'w', externalUrl }), { window: 'w', externalUrl: kept });
  }
  assert.deepEqual(parseWindowBody({ window: 'w', externalUrl: null }), { window: 'w', externalUrl: null });
});
