import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenKeeper } from '../../../../../webview/host/browser/tokenKeeper.ts';
import { pageStorage } from '../../../../support/pageStorage.ts';

function open(hash: string, storage = pageStorage()) {
  const shown: unknown[] = [];
  const location = { hash, pathname: '/proxy/4848/', search: '?theme=1' };
  const history = { replaceState: (_state: unknown, _title: string, url?: string | URL | null) => void shown.push(url) };
  const keeper = new TokenKeeper({ location, history, storage }, 'token');
  return { keeper, shown, storage, taken: keeper.takeFromUrl() };
}

for (const hash of ['#token=aB3-_9', '#token%3DaB3-_9']) {
  test(`the token of ${hash} is taken out of the address, and not kept before it is judged`, () => {
    const { taken, shown, storage } = open(hash);
    assert.deepEqual([taken, storage.getItem('token'), shown], ['aB3-_9', null, ['/proxy/4848/?theme=1']]);
  });
}

test('another fragment stays where it is', () => {
  const { taken, shown } = open('#elsewhere');
  assert.deepEqual([taken, shown], [undefined, []]);
});

test('what cannot be a token is taken out of the address, and what was kept stays', () => {
  const { keeper, taken, shown } = open('#token=%0Aevil', pageStorage({ token: 'old' }));
  assert.deepEqual([taken, keeper.current, shown.length], [undefined, 'old', 1]);
});

test('a new token is told of', () => {
  const { keeper, storage } = open('');
  const told: string[] = [];
  keeper.onDidChange((token) => told.push(token));
  assert.deepEqual([keeper.keep('new'), keeper.keep('not one'), told, keeper.current], [true, false, ['new'], 'new']);
  assert.equal(storage.getItem('token'), 'new');
});

test('a token that is void is forgotten, and no other one', () => {
  const { keeper } = open('', pageStorage({ token: 'of this run' }));
  keeper.drop('of another run');
  assert.equal(keeper.current, 'of this run');
  keeper.drop('of this run');
  assert.equal(keeper.current, undefined);
});
