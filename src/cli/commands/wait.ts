import { type Command, InvalidArgumentError } from 'commander';
import { addressed } from '../addressFlags.ts';
import { toGlobs } from '../argumentValues.ts';
import { toPosition } from '../position.ts';
import { queryWords, readQueryArgument } from '../queryArgument.ts';
import type { WaitOptions } from '../wait.ts';

export function addWait(program: Command): void {
  addressed(
    program
      .command('wait')
      .summary('wait for an event')
      .description('Wait for an event and print it. The exit code is 4 when none comes in time.'),
  )
    .argument('<type>', 'event type, or globs as in agent.*,order.paid', (text) => toGlobs(text).join())
    .argument('[query...]', 'what else it must be like, as in data.name:Ann (see tail)')
    // A term that begins with a minus looks like an option.
    .allowUnknownOption()
    .option('--timeout <time>', 'as in 500ms, 30s, 5m, 2h; 0 is for ever (default: 30s)', toMilliseconds)
    .option('--since <id>', 'count what came behind this event, or from earliest on', toPosition)
    .option('--json', 'print the event as a line of JSON, as the hub has it')
    .addHelpText('after', `\n${waitHelp}`)
    .action(async (type: string, words: readonly string[], options: WaitOptions, command: Command) => {
      const [types = type, ...terms] = queryWords([type, ...words], process.argv, command);
      const query = readQueryArgument(terms.join(' '), new Date(), command);
      await (await import('../wait.ts')).wait(types, query, options);
    });
}

const waitHelp = `A script that causes the event itself may be faster than "wait"; then:
  id=$(dev-sync send seed.begun --json | jq -r .id); npm run seed
  dev-sync wait seed.done --since "$id" --timeout 1m`;

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** Timers of JavaScript know no longer times. */
const LONGEST_MS = 2 ** 31 - 1;

function toMilliseconds(text: string): number {
  const { number, unit = 's' } = /^(?<number>\d+(\.\d+)?)(?<unit>ms|s|m|h)?$/.exec(text)?.groups ?? {};
  const ms = Number(number) * (unitsMs[unit] ?? Number.NaN);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Give a time as in 500ms, 30s, 5m or 2h.');
  if (ms > LONGEST_MS) throw new InvalidArgumentError('Give at most 500h, or 0 for ever.');
  return ms;
}
