import { keepCompiledCode } from './compiledCode.ts';

/** Entry of the forked hub. What is loaded from here on was compiled by an earlier start. */
keepCompiledCode();
const { runHub } = await import('./forkedHub.ts');
await runHub();
