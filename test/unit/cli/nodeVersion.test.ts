import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeProblem } from '../../../src/cli/nodeVersion.ts';

for (const version of ['22.12.0', '22.13.1', '23.0.0', '24.1.0-nightly', '100.0.0', process.versions.node]) {
  test(`Node ${version} will do`, () => assert.equal(nodeProblem(version), undefined));
}

for (const version of ['4.9.1', '18.20.8', '20.20.2', '22.9.0', '22.11.0']) {
  test(`Node ${version} is too old, and the words say what is needed`, () => {
    const problem = nodeProblem(version) ?? '';
    assert.ok(problem.includes(`Node ${version}:`), problem);
    assert.match(problem, /^dev-sync needs Node 22\.12 or later .*nodejs\.org\.$/);
  });
}
