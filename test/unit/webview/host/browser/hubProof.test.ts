import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubProof } from '../../../../../webview/host/browser/hubProof.ts';
import { startProver } from '../../../../support/prover.ts';

test('a proof counts for a second, while a stream is open for as long as that is, and not after', async () => {
  using hub = await startProver('right');
  let now = 0;
  const proof = new HubProof(hub.url, { current: 'right', drop() {} }, () => now);
  const questionsAfter = async (milliseconds: number): Promise<number> => {
    now += milliseconds;
    assert.equal(await proof.require(), 'right');
    return hub.asked.length;
  };
  assert.deepEqual([await questionsAfter(0), await questionsAfter(1000), await questionsAfter(1)], [1, 1, 2]);
  proof.hold();
  assert.equal(await questionsAfter(3_600_000), 2);
  proof.forget();
  assert.equal(await questionsAfter(0), 3);
});
