import type { Command } from 'commander';
import { addressed } from '../addressFlags.ts';
import type { AddressOptions } from '../findAddress.ts';

export function addDoctor(program: Command): void {
  addressed(program.command('doctor').summary('look for what does not work, and say what to do'))
    .description(
      'Look at Node, hubs, ports, event log, microphone and proxy, and say what to do.\nThe exit code is 1 when something is broken.',
    )
    .option('--json', 'print JSON')
    .action(async (options: AddressOptions & { readonly json?: boolean }) => (await import('../doctor/doctor.ts')).examine(options));
}
