import { fail, node } from './project.ts';

/** The proofs that take too long for `npm test`: about six minutes on two cores. */
try {
  await node(['esbuild.mjs', '--only=hub,capture']);
  await node(['--test', '--test-concurrency=1', 'test/soak/**/*.test.ts']);
} catch (error) {
  fail(error);
}
