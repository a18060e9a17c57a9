import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { hostName } from '../server/security/hosts.ts';
import { toDevSyncError } from '../shared/errors.ts';
import { audioBackendChoices } from '../shared/listening.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import { writeError } from './output.ts';
import type { SendOptions } from './send.ts';
import type { ServeOptions } from './serve.ts';

/** Each command is loaded when it is called: `send` must not pay for the server. */
function createProgram(): Command {
  const program = new Command('dev-sync')
    .description('The event hub between your frontend, your backend and your editor.')
    .version(manifest.version)
    .exitOverride()
    .addHelpText(
      'after',
      `\nExit codes: ${Object.entries(exitCodes)
        .map(([name, code]) => `${code} ${name}`)
        .join(', ')}.`,
    );

  program
    .command('serve')
    .description('run a hub in this terminal, and print a line per event (audio levels, ten a second, are left out)')
    .option('--port <n>', 'port to listen on; 0 takes any (default: 4848, or the next free one)', toPort)
    .option('--host <name>', 'address to listen on; anything but loopback requires the token', 'localhost')
    .option('--watch <dir>', 'report saved files of this folder (repeatable)', collect, [])
    .option('--memory', 'keep the log in memory (the only log of this version)')
    .option('--allow-origin <origin>', 'let pages of this origin in, beside those on localhost (repeatable)', collectOrigin, [])
    .option('--allow-host <name>', 'answer to this host name too (repeatable)', collectHost, [])
    .option('--require-token', 'ask for the token on every route')
    .option('--token-file <file>', 'use the token in this file; it is written when it does not exist')
    .addOption(new Option('--audio-backend <name>', 'what captures sound').choices(audioBackendChoices).default('auto'))
    .option('--audio-device <id>', 'microphone to use, by its id in /api/listen/devices; a WAV file for the back end "file"')
    .option('--listen', 'switch the microphone on at once')
    .option('--json', 'print JSON lines: one when ready, then one per event that is kept (no audio levels)')
    .option('--print-token', 'put the token into the first JSON line')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serve(options));

  program
    .command('send')
    .description('post one event to the hub')
    .argument('<type>', 'event type, as in agent.created')
    .argument('[json]', 'data as a JSON object, or - to read it from stdin', '{}')
    .option('--url <url>', 'address of the hub (default: $DEV_SYNC_URL, or the hub that runs)')
    .option('--token-file <file>', 'file with the token (default: $DEV_SYNC_TOKEN, or the one of the hub that runs)')
    .option('--source <name>', 'who sends it', 'cli')
    .option('--json', 'print the answer as JSON')
    .action(async (type: string, json: string, options: SendOptions) => (await import('./send.ts')).send(type, json, options));
  return program;
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return port;
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function collectOrigin(value: string, previous: readonly string[]): string[] {
  if (!URL.canParse(value) || new URL(value).origin !== value) throw new InvalidArgumentError('Give it as in https://app.test:8443.');
  return collect(value, previous);
}

function collectHost(value: string, previous: readonly string[]): string[] {
  if (hostName(value) !== value.toLowerCase()) throw new InvalidArgumentError('Give a name without a port, as in app.test.');
  return collect(value, previous);
}

/** Runs the command that the arguments name and sets the exit code. */
export async function run(): Promise<void> {
  // A reader that went away, as in `| head -1`, is no failure of ours.
  process.stdout.on('error', () => {});
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what failed and answers the exit code for it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed what is wrong; help and version are no mistakes.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  const failure = toDevSyncError(error);
  writeError(failure);
  return exitCodeOf(failure);
}
