import { type Command, InvalidArgumentError } from 'commander';
import { toDevSyncError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import { addressed } from '../addressFlags.ts';
import { toSkip } from '../argumentValues.ts';
import { parseEventData } from '../eventData.ts';
import { exitCodes } from '../exitCodes.ts';
import type { SendOptions } from '../send.ts';
import type { SendLinesOptions } from '../sendLines.ts';

type Options = SendOptions & Partial<Pick<SendLinesOptions, 'ndjson' | 'skip'>>;

export function addSend(program: Command): void {
  addressed(program.command('send').summary('post an event, or all those of a file').description('Post one event, or all those of a file.'))
    .usage('[options] <type> [json]\n       dev-sync send [options] --ndjson [file]')
    .argument('[type]', 'event type, as in agent.created')
    .argument('[json]', 'data as a JSON object, or - for stdin (default: {})', toData)
    .option('--source <name>', 'who sends it', 'cli')
    .option('--ndjson [file]', 'post the events of a file, or of stdin, a line each')
    .option('--skip <n>', 'leave out so many events at its beginning', toSkip)
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', `\n${linesHelp}`)
    .action(
      async (type: string | undefined, data: JsonObject | '-' | undefined, { ndjson, skip, ...options }: Options, command: Command) => {
        if (ndjson !== undefined && type === undefined) {
          await (await import('../sendLines.ts')).sendLines({ ...options, ndjson, skip: skip ?? 0 });
          return;
        }
        const mistake = mistakeIn(ndjson !== undefined, skip !== undefined);
        if (type === undefined || mistake) return command.error(mistake ?? "error: missing required argument 'type'", usage);
        await (await import('../send.ts')).send(type, data, options);
      },
    );
}

const linesHelp = `A line of a file: {"event_type": "agent.created", "data": {"name": "Ann"}}
or as "dev-sync history --json" prints it. Each event is published once, also
when the hub is restarted meanwhile; what fails says how to go on.
Stdin is read with - and --ndjson only: in a loop it is the input of the loop.`;

const usage = { exitCode: exitCodes.usage };

/** What goes with one way to send and not with the other. */
function mistakeIn(isLines: boolean, isSkipping: boolean): string | undefined {
  if (isLines) return 'error: with --ndjson each line has its own type\nLeave out the type.';
  return isSkipping ? 'error: --skip goes with --ndjson' : undefined;
}

function toData(text: string): JsonObject | '-' {
  if (text === '-') return text;
  try {
    return parseEventData(text);
  } catch (error) {
    const { code, message, next } = toDevSyncError(error);
    // Mostly the shell took them.
    const lacksQuotes = code === 'malformed-json' && !text.includes('"');
    const quoted = `Put it in quotes, as in '{"value": 1}'; on Windows shells escape the inner ones.`;
    throw new InvalidArgumentError(`${message} ${lacksQuotes ? quoted : next}`);
  }
}
