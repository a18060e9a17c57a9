import { Command, CommanderError, Help } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { toDevSyncError } from '../shared/errors.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import { addHistory } from './commands/history.ts';
import { addListen } from './commands/listen.ts';
import { addOpen } from './commands/open.ts';
import { addReplay } from './commands/replay.ts';
import { addSend } from './commands/send.ts';
import { addServe } from './commands/serve.ts';
import { addTail } from './commands/tail.ts';
import { addTargets } from './commands/targets.ts';
import { addToken } from './commands/token.ts';
import { addWait } from './commands/wait.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import { helpConfiguration } from './helpScreens.ts';
import { writeError, writeWords } from './output.ts';
import { usageWords } from './usageWords.ts';

/** The commands in the order of the help. Each is loaded when it is called: `send` must not pay for the server. */
const additions = [
  addServe,
  addSend,
  addTail,
  addWait,
  addHistory,
  addReplay,
  addListen,
  addTargets,
  addOpen,
  addToken,
  addDoctor,
  addCompletion,
];

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('dev-sync')
    .description('The event hub between your frontend, your backend and your editor.')
    .version(manifest.version)
    .exitOverride()
    .configureHelp(helpConfiguration)
    .addHelpText('after', `\nOptions of a command: dev-sync <command> --help\nExit codes: ${codeWords}`);
  for (const add of additions) add(program);
  for (const command of withSubcommands(program)) tellMistakes(command);
  return program;
}

const codeWords = Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ');

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function tellMistakes(command: Command): void {
  const name = new Help().commandUsage(command).replace(` ${command.usage()}`, '');
  command.configureOutput({ outputError: (text) => writeWords(usageWords(text, name)) });
}

/** Runs the command that the arguments name and sets the exit code. */
export async function run(): Promise<void> {
  // A reader that went away, as in `| head -1`, is no failure of ours.
  process.stdout.on('error', () => {});
  try {
    // Said, because VS Code's own Node looks like an Electron app, whose arguments would begin with our file.
    await createProgram().parseAsync(process.argv, { from: 'node' });
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
