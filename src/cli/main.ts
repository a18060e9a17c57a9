#!/usr/bin/env node
import { nodeProblem } from './nodeVersion.ts';

/** Entry of `dev-sync`. Nothing else is loaded before it is known that this Node can run it. */
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { run } = await import('./program.ts');
  await run();
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
