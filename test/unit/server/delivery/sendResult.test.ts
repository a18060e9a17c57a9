import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, judge, statusError, type Verdict } from '../../../../src/server/delivery/sendResult.ts';

const verdicts: readonly [status: number | null, Verdict, atDefault: Verdict][] = [
  [null, 'unavailable', 'unavailable'],
  [200, 'delivered', 'delivered'],
  [204, 'delivered', 'delivered'],
  [299, 'delivered', 'delivered'],
  [301, 'refused', 'refused'],
  [304, 'refused', 'refused'],
  [400, 'refused', 'refused'],
  [401, 'refused', 'refused'],
  [404, 'refused', 'unavailable'],
  [405, 'refused', 'unavailable'],
  [408, 'unavailable', 'unavailable'],
  [410, 'refused', 'refused'],
  [425, 'unavailable', 'unavailable'],
  [429, 'unavailable', 'unavailable'],
  [500, 'unavailable', 'unavailable'],
  [501, 'unavailable', 'unavailable'],
  [503, 'unavailable', 'unavailable'],
];

for (const [status, verdict, atDefault] of verdicts) {
  test(`${status ?? 'no answer'} means ${verdict}, at the default target ${atDefault}`, () => {
    assert.deepEqual([judge({ status }, false), judge({ status }, true)], [verdict, atDefault]);
  });
}

test('a redirect says what to do about it, a success nothing', () => {
  assert.match(statusError(302) ?? '', /302: redirects are not followed/);
  assert.deepEqual([statusError(204), statusError(500)], [undefined, 'It answered 500.']);
});

for (const [code, isReached, words] of [
  ['ECONNREFUSED', false, /Nothing listens/],
  ['ENOTFOUND', false, /host name/],
  ['UND_ERR_CONNECT_TIMEOUT', false, /does not answer/],
  ['UND_ERR_SOCKET', true, /before it answered/],
  ['HPE_INVALID_CONSTANT', true, /not HTTP/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', false, /certificate is not trusted/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, /certificate is not trusted/],
  ['EWHATEVER', false, /failed: oh no/],
] as const) {
  test(`${code} in words`, () => {
    const failure = describeFailure(Object.assign(new Error('oh no'), { code }));
    assert.equal(failure.isReached, isReached);
    assert.match(failure.error, words);
  });
}

test('a time-out was heard by somebody', () => {
  const failure = describeFailure(new DOMException('late', 'TimeoutError'));
  assert.deepEqual(failure, { isReached: true, error: 'It did not answer in time.' });
});
