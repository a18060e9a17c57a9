import type { Command } from 'commander';
import { addressed } from '../addressFlags.ts';
import type { AddressOptions } from '../findAddress.ts';

export function addOpen(program: Command): void {
  addressed(program.command('open').summary('open the dashboard in a browser'))
    .description('Open the dashboard of the hub in a browser, unlocked with its token.')
    .option('--print', 'print its address instead, without the token')
    .action(async (options: AddressOptions & { readonly print?: boolean }) => (await import('../open.ts')).openDashboard(options));
}
