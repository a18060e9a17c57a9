import type { Command } from 'commander';

/** Gives a command the flags that say which hub it talks to. */
export function addressed(command: Command): Command {
  return command
    .option('--url <url>', 'the hub (default: $DEV_SYNC_URL, or the one that runs)')
    .option('--token-file <file>', 'its token (default: $DEV_SYNC_TOKEN, or as the hub says)');
}
