import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { hostName } from '../server/security/hosts.ts';
import { limits } from '../shared/api.ts';
import { toDevSyncError } from '../shared/errors.ts';
import type { JsonObject } from '../shared/json.ts';
import { audioBackendChoices } from '../shared/listening.ts';
import { fixTimes } from '../shared/query/fixTimes.ts';
import { parseEventData } from './eventData.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import type { HistoryOptions } from './history.ts';
import { writeError } from './output.ts';
import { queryWords, readQueryArgument } from './queryArgument.ts';
import type { SendOptions } from './send.ts';
import type { ServeOptions } from './serve.ts';
import type { TailOptions } from './tail.ts';

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
  addServe(program);
  addSend(program);
  addTail(program);
  addHistory(program);
  return program;
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('run a hub in this terminal, and print a line per event on a terminal (audio levels, ten a second, are left out)')
    .option('--port <n>', 'port to listen on; 0 takes any (default: 4848, or the next free one)', toPort)
    .option('--host <name>', 'address to listen on; anything but loopback requires the token', 'localhost')
    .option('--watch <dir>', 'report saved files of this folder (repeatable)', collect, [])
    .option('--data-dir <dir>', 'keep the events in this folder (default: one of your state folder, for the current directory)', toFolder)
    .addOption(new Option('--memory', 'keep the events in memory: they are gone when the hub ends').conflicts('dataDir'))
    .option('--allow-origin <origin>', 'let pages of this origin in, beside those on localhost (repeatable)', collectOrigin, [])
    .option('--allow-host <name>', 'answer to this host name too (repeatable)', collectHost, [])
    .option('--webhook-target <url>', 'send events here, instead of to a frontend on port 5173 (repeatable)', collect, [])
    .addOption(new Option('--no-webhooks', 'send events nowhere').conflicts(['webhookTarget', 'webhookTypes', 'webhookSecretFile']))
    .option('--webhook-types <globs>', 'event types to send (default: audio_level,listening_status)', toGlobs)
    .option('--webhook-secret-file <file>', 'sign what is sent with the whsec_ line in this file')
    .option('--webhook-allow-host <name>', 'let events leave this machine, to targets of this name (repeatable)', collectHost, [])
    .option('--incoming-secret-file <file>', 'take only posts that are signed with the whsec_ line in this file')
    .option(
      '--per-origin-per-second <n>',
      'posts that pages of one origin may send; who sends more is held to it',
      toCount,
      limits.perOriginPerSecond,
    )
    .option('--require-token', 'ask for the token on every route')
    .option('--token-file <file>', 'use the token in this file; it is written when it does not exist')
    .addOption(new Option('--audio-backend <name>', 'what captures sound').choices(audioBackendChoices).default('auto'))
    .option('--audio-device <id>', 'microphone to use, by its id in /api/listen/devices; a WAV file for the back end "file"')
    .option('--listen', 'switch the microphone on at once')
    .option('--json', 'print JSON lines: one when ready, then one per event that is kept (no audio levels)')
    .option('--print-token', 'print the token too when the hub is ready')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serve(options));
}

function addSend(program: Command): void {
  addressed(program.command('send').description('post one event to the hub'))
    .argument('<type>', 'event type, as in agent.created')
    .argument('[json]', 'data as a JSON object, or - to read it from stdin', toData, {})
    .option('--source <name>', 'who sends it', 'cli')
    .option('--json', 'print the answer as JSON')
    .action(async (type: string, data: JsonObject | '-', options: SendOptions) => (await import('./send.ts')).send(type, data, options));
}

function addTail(program: Command): void {
  addressed(program.command('tail').description('print events as they come, a line each, until Ctrl-C (audio levels are left out)'))
    .argument('[query...]', "only these, as in: type:agent.* -source:cli 'data.count>10' 'some text'")
    // A term that begins with a minus looks like an option.
    .allowUnknownOption()
    .option('--since <id>', 'begin with what came after this event, or with the oldest one that is kept: earliest', toPosition)
    .option('--json', 'print each event as a line of JSON, as the hub has it')
    .addHelpText('after', `\n${queryHelp}`)
    .action(async (words: readonly string[], options: TailOptions, command: Command) => {
      const query = readQueryArgument(queryWords(words, process.argv, command).join(' '), new Date(), command);
      await (await import('./tail.ts')).tail(query, options);
    });
}

const queryHelp = `Queries: every term has to hold; a minus before it turns it round; quotes keep words together; commas are "or".
  text  "two words"         in type, source or data, in upper or lower case
  type:agent.*,order.*      source:cli  source:""  id:…
  data.user.name:ann*       data.error:* is there  data.count>10  data.at>=2026-11-22
  after:5m  before:10:30    after:2026-11-22T10:30  after:today`;

function addHistory(program: Command): void {
  addressed(program.command('history').description('print the newest events that the hub keeps, oldest first, a line each'))
    .option('--types <globs>', 'only these event types, as in agent.*,rental.created')
    .option('--source <name>', 'only what this sender sent')
    .option('--search <text>', 'only events with this text in their JSON, in upper or lower case')
    .option('--query <query>', 'only what this query lets through, as in "type:agent.* data.count>10" (see tail)')
    .option('--after <id>', 'only what came after this event: the first ones instead of the newest')
    .option('--before <id>', 'only what came before this event')
    .option('--limit <n>', `how many (default: ${limits.historyPageDefault})`, toCount)
    .addOption(new Option('--all', 'everything, from the oldest on').conflicts('limit'))
    .option('--json', 'print each event as a line of JSON, as the hub has it')
    .action(async (options: HistoryOptions, command: Command) => {
      const now = new Date();
      const query = options.query === undefined ? undefined : readQueryArgument(options.query, now, command);
      // All pages are of the same time, wherever the hub is.
      await (await import('./history.ts')).history({ ...options, ...(query && { query: fixTimes(query.text, now) }) });
    });
}

/** For commands that talk to a hub. */
function addressed(command: Command): Command {
  return command
    .option('--url <url>', 'address of the hub (default: $DEV_SYNC_URL, or the hub that runs)')
    .option('--token-file <file>', 'file with the token (default: $DEV_SYNC_TOKEN, or the one of the hub that runs)');
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return port;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return count;
}

function toFolder(text: string): string {
  // What an unset variable of a shell leaves must not become the current directory.
  if (text === '') throw new InvalidArgumentError('Give the path of a folder.');
  return resolve(text);
}

function toPosition(text: string): string {
  if (!/^[!-~]{1,128}$/.test(text)) throw new InvalidArgumentError('Give the id of an event, or earliest.');
  return text;
}

function toGlobs(text: string): string[] {
  const globs = text.split(',').flatMap((glob) => glob.trim() || []);
  // No globs at all would stand for everything.
  if (globs.length === 0) throw new InvalidArgumentError('Give event types as in agent.*,audio_level; all of them are *.');
  return globs;
}

function toData(text: string): JsonObject | '-' {
  if (text === '-') return text;
  try {
    return parseEventData(text);
  } catch (error) {
    const { message, next } = toDevSyncError(error);
    throw new InvalidArgumentError(`${message} ${next}`);
  }
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
