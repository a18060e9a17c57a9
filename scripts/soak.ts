import { fail, node } from './project.ts';

/**
 * The proofs that take too long for `npm test`: those that are named, as `npm run soak:fuzz` does it (half an hour), or all others, which
 * take about six minutes on two cores.
 */
const names = process.argv.slice(2);
const files = names.length > 0 ? names.map((name) => `test/soak/${name}.test.ts`) : ['test/soak/!(fuzz).test.ts'];

try {
  await node(['esbuild.mjs', '--only=hub,capture']);
  await node(['--test', '--test-concurrency=1', ...files]);
} catch (error) {
  fail(error);
}
