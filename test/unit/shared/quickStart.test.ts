import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curlPost, isLocked, quickStart } from '../../../src/shared/api.ts';

const url = 'http://localhost:4901';

test('the lines name the hub, and no token where none is needed', () => {
  const lines = quickStart({ url });
  assert.equal(lines.postInTerminal, curlPost(url));
  for (const line of Object.values(lines)) {
    assert.ok(line.includes(`${url}/dev/`), line);
    assert.doesNotMatch(line, /token|authorization/i);
  }
});

test('each line to a locked hub has a place for the token', () => {
  const { postInTerminal, followInTerminal, followInPage, postInPage } = quickStart({ url, requiresToken: true });
  assert.equal(postInTerminal, `${curlPost(url)} -H "Authorization: Bearer $DEV_SYNC_TOKEN"`);
  assert.match(followInTerminal, /\/dev\/events -H "Authorization: Bearer \$DEV_SYNC_TOKEN"$/);
  assert.match(followInPage, /\/dev\/events\?token=<token>'/);
  assert.match(postInPage, /'Content-Type': 'application\/json', Authorization: 'Bearer <token>' }/);
});

const table: readonly (readonly [options: object, isLocked: boolean])[] = [
  [{ requireToken: true, host: 'localhost' }, true],
  [{ requireToken: false, host: '0.0.0.0' }, true],
  [{ requireToken: false, host: '192.168.1.5' }, true],
  [{ requireToken: false, host: 'localhost' }, false],
  [{ requireToken: false, host: '::1' }, false],
  [{ host: '127.0.0.1' }, false],
  [{ requireToken: 'yes', host: 7 }, false],
  [{}, false],
];
for (const [options, expected] of table) {
  test(`a hub with ${JSON.stringify(options)} ${expected ? 'is locked' : 'is open'}`, () => {
    assert.equal(isLocked(options), expected);
  });
}
