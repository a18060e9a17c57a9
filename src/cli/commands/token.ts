import type { Command } from 'commander';
import { addressed } from '../addressFlags.ts';
import type { AddressOptions } from '../findAddress.ts';

export function addToken(program: Command): void {
  addressed(program.command('token').summary('print the token of the hub'))
    .description('Print the token of the hub, as for: curl -H "Authorization: Bearer $(dev-sync token)"')
    .action(async (options: AddressOptions) => (await import('../token.ts')).printToken(options));
}
