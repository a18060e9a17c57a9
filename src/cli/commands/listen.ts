import type { Command } from 'commander';
import { addressed } from '../addressFlags.ts';
import type { ListenOptions } from '../listen.ts';

export function addListen(program: Command): void {
  const listen = program.command('listen').description('switch the microphone on or off, and follow its level');
  const add = (name: string, description: string) =>
    addressed(listen.command(name).description(description)).option('--json', 'print JSON');
  add('start', 'switch the microphone on; ends when sound arrives')
    .option('--device <id>', 'microphone to use, by its id in "dev-sync listen devices"')
    .action(async (options: ListenOptions & { readonly device?: string }) => (await load()).startListening(options));
  add('stop', 'switch it off').action(async (options: ListenOptions) => (await load()).stopListening(options));
  add('status', 'what the microphone is doing')
    .option('--follow', 'show the level until Ctrl-C, as a bar on a terminal')
    .action(async ({ follow, ...options }: ListenOptions & { readonly follow?: boolean }) => {
      if (follow) await (await import('../followLevels.ts')).followLevels(options);
      else await (await load()).showListening(options);
    });
  add('devices', 'list the microphones of the machine').action(async (options: ListenOptions) => (await load()).showMicrophones(options));
}

const load = () => import('../listen.ts');
