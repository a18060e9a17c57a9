import { Argument, type Command } from 'commander';
import { completionScripts, type Shell, shells } from '../completion/scripts.ts';
import { writeDataInTurn } from '../output.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a script that completes commands in your shell')
    .description('Print a script that completes commands, options, types and senders in your shell.\nIts first line says where it goes.')
    .addArgument(new Argument('<shell>', shells.join(', ')).choices(shells))
    .action(async (shell: Shell) => void (await writeDataInTurn(completionScripts[shell])));
  // For the scripts.
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .option('--blank', 'a new word begins behind them')
    .action(async (words: readonly string[], { blank }: { readonly blank?: boolean }) => {
      const { complete } = await import('../completion/complete.ts');
      await complete(program, blank ? [...words, ''] : words);
    });
}
