import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../scripts/testCounts.ts';

const inCi = (system: string) => ({ isCi: true, system });
const passed = { passed: 7, failed: 0, skipped: 0 };
const skipped = { passed: 7, failed: 0, skipped: 1 };
const failed = { passed: 7, failed: 1, skipped: 0 };

test('in CI a test that was skipped is a failure on the system where all can be tested, and on no other', () => {
  const systems = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];
  assert.deepEqual(
    systems.filter((system) => isFailure(skipped, inCi(system))),
    ['linux-x64'],
  );
  assert.equal(isFailure(passed, inCi('linux-x64')), false);
});

test('at home a test may be skipped', () => {
  assert.equal(isFailure(skipped, { isCi: false, system: 'linux-x64' }), false);
});

test('a test that failed is a failure everywhere; a part without tests is none', () => {
  for (const system of ['linux-x64', 'win32-x64']) {
    assert.equal(isFailure(failed, inCi(system)), true);
    assert.equal(isFailure(failed, { isCi: false, system }), true);
    assert.equal(isFailure(undefined, inCi(system)), false);
  }
});
