import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DevSyncError, type ErrorCode, errorCatalogue, fromErrorInfo, toDevSyncError } from '../../../src/shared/errors.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

for (const code of codes) {
  test(`"${code}" has a status, a sentence and a next step`, () => {
    const [status, message, next] = errorCatalogue[code];
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(Number.isInteger(status) && status >= 400 && status <= 599);
    assert.match(message, /^[A-Z].*\.$/);
    assert.match(next, /^[A-Z].*\S$/);
    assert.doesNotMatch(`${message}${next}`, /\n/);
  });

  test(`"${code}" survives the way through JSON`, () => {
    const sent = new DevSyncError(code, { path: 'data.audioLevel' });
    const back = fromErrorInfo(JSON.parse(JSON.stringify(sent.toInfo())));
    assert.deepEqual(back?.toInfo(), sent.toInfo());
    assert.equal(back?.status, errorCatalogue[code][0]);
    assert.ok(back instanceof DevSyncError);
  });
}

test('two codes do not share a sentence', () => {
  const sentences = codes.map((code) => errorCatalogue[code][1]);
  assert.equal(new Set(sentences).size, sentences.length);
});

test('details of the single case replace the sentence and the next step', () => {
  const error = new DevSyncError('invalid-event', { message: 'Wrong.', next: 'Right it.', path: 'data' });
  assert.deepEqual(error.toInfo(), { code: 'invalid-event', message: 'Wrong.', next: 'Right it.', path: 'data' });
  assert.equal(error.message, 'Wrong.');
});

test('an error without a path has none in its data', () => {
  assert.deepEqual(Object.keys(new DevSyncError('not-found').toInfo()), ['code', 'message', 'next']);
});

test('a cause is kept for the log and stays out of the data', () => {
  const cause = new Error('disk full at /home/me');
  const error = new DevSyncError('internal-error', { cause });
  assert.equal(error.cause, cause);
  assert.doesNotMatch(JSON.stringify(error.toInfo()), /disk full/);
  assert.ok(!('cause' in new DevSyncError('not-found')));
});

test('an error of ours stays what it is, anything else becomes an internal error with its cause', () => {
  const own = new DevSyncError('not-found');
  assert.equal(toDevSyncError(own), own);
  for (const thrown of [new TypeError('x'), 'text', undefined, null, 7]) {
    const error = toDevSyncError(thrown);
    assert.equal(error.code, 'internal-error');
    assert.equal(error.cause, thrown);
  }
});

for (const foreign of [
  undefined,
  null,
  'not-found',
  7,
  {},
  [],
  { code: 7 },
  { code: 'no-such-code' },
  { code: 'constructor' },
  { code: '__proto__' },
]) {
  test(`${JSON.stringify(foreign)} is no error of ours`, () => {
    assert.equal(fromErrorInfo(foreign), undefined);
  });
}

test('fields of the wrong kind give way to the words of the catalogue', () => {
  const back = fromErrorInfo({ code: 'not-found', message: 7, next: null, path: ['x'] });
  assert.deepEqual(back?.toInfo(), new DevSyncError('not-found').toInfo());
});
