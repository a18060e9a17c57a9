import { type Command, Option } from 'commander';
import { limits } from '../../shared/api.ts';
import { deliveryStates } from '../../shared/webhooks.ts';
import { addressed } from '../addressFlags.ts';
import { toCount } from '../argumentValues.ts';
import { exitCodes } from '../exitCodes.ts';
import type { DeliveriesOptions, TargetsOptions } from '../targets.ts';

export function addTargets(program: Command): void {
  const targets = program.command('targets').description('show where webhooks go, and send again what failed');
  const add = (command: Command, description: string) => addressed(command.description(description)).option('--json', 'print JSON');
  add(targets.command('list', { isDefault: true }), 'a line per target with its state and figures (the default)')
    // It is also what `targets rerty` leads to.
    .allowExcessArguments()
    .action(async (options: TargetsOptions, { args: [unknown], parent }: Command) => {
      if (unknown !== undefined) parent?.error(`error: unknown command '${unknown}'`, { exitCode: exitCodes.usage });
      await (await load()).showTargets(options);
    });
  add(targets.command('deliveries'), 'what became of webhooks, the newest last')
    .addOption(new Option('--state <state>', 'only').choices(deliveryStates))
    .option('--event <id>', 'only those of this event')
    .option('--limit <n>', 'how many', toCount, limits.historyPageDefault)
    .action(async (options: DeliveriesOptions) => (await load()).showDeliveries(options));
  add(targets.command('retry'), 'send again what was given up')
    .argument('[id]', 'only this delivery')
    .action(async (id: string | undefined, options: TargetsOptions) => (await load()).retryDeliveries(id, options));
}

const load = () => import('../targets.ts');
