import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressParts, addressText, shortAddresses } from '../../../webview/address.ts';

const one = 'http://localhost:5173/api/webhook/receive';
const other = 'http://localhost:5173/other';

describe('the address of a target', () => {
  it('goes without http', () => {
    assert.equal(addressText(one), 'localhost:5173/api/webhook/receive');
    assert.equal(addressText('https://localhost:5173/in'), 'https://localhost:5173/in');
    assert.deepEqual(addressParts(one), { main: 'localhost:5173', rest: '/api/webhook/receive' });
    assert.deepEqual(addressParts('https://localhost:5173/in'), { main: 'https://localhost:5173', rest: '/in' });
  });

  it('is host and port in short, unless that means two targets', () => {
    const third = 'http://localhost:8000/';
    assert.deepEqual([...shortAddresses([one, third, one]).values()], ['localhost:5173', 'localhost:8000']);
    const paths = ['localhost:5173/api/webhook/receive', 'localhost:5173/other', 'localhost:8000'];
    assert.deepEqual([...shortAddresses([one, other, third]).values()], paths);
  });

  it('is what it is when it is no address', () => {
    assert.equal(shortAddresses(['no\u202ewhere']).get('no\u202ewhere'), 'no\\u202ewhere');
  });
});
