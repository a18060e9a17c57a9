import { parseArgs } from 'node:util';
import { fail, node, say } from '../scripts/project.ts';
import { describeMachine } from './figures.ts';
import { findInstalled } from './installed.ts';
import { benchLargeFolder } from './watch/largeFolder.ts';
import { benchSaves } from './watch/saves.ts';
import { OURS, watchers } from './watch/watchers.ts';

/**
 * From a save to whoever listens, and what a large folder costs, compared with the watchers that are installed here.
 * They take turns, and ratios are to `inotifywait` of the same run: the kernel's own word, printed by a program in C.
 */
const whole = { saves: 300, rounds: 3, parts: 2500, changes: 5000 };
const quick = { saves: 60, rounds: 1, parts: 500, changes: 2000 };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const size = values.quick ? quick : whole;
  if (process.platform !== 'linux') throw new Error('What a process watches is read from /proc: this bench needs Linux.');
  await node(['esbuild.mjs', '--production', '--only=hub,capture'], { quiet: true });
  const present = await findInstalled(watchers);
  say(`\n${describeMachine()}\n`);
  const lost = (await benchSaves(present, size.saves)) + (await benchLargeFolder(present, size));
  if (lost > 0) fail(new Error(`${OURS} lost ${lost} events.`));
}

await main();
