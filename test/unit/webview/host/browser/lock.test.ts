import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lock } from '../../../../../webview/host/browser/lock.ts';
import { TokenKeeper } from '../../../../../webview/host/browser/tokenKeeper.ts';
import { pageStorage } from '../../../../support/pageStorage.ts';
import { startProver } from '../../../../support/prover.ts';

/** The token that a page has after it was opened with another one in its address. */
async function keptAfter(kept: string | undefined, offered: string): Promise<string | undefined> {
  using hub = await startProver('right');
  const place = { location: { hash: '', pathname: '/', search: '' }, history: { replaceState() {} } };
  const keeper = new TokenKeeper({ ...place, storage: pageStorage(kept === undefined ? {} : { token: kept }) }, 'token');
  await new Lock(hub.url, keeper).offer(offered);
  return keeper.current;
}

test('a token in the address takes the place of another one only when the hub proves that it has it', async () => {
  assert.equal(await keptAfter('right', 'written-by-anybody'), 'right');
  assert.equal(await keptAfter('of-another-run', 'right'), 'right');
});

test('a page without a token keeps what its address brings', async () => {
  assert.equal(await keptAfter(undefined, 'any'), 'any');
});
