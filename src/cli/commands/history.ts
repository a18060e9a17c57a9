import { type Command, Option } from 'commander';
import { limits } from '../../shared/api.ts';
import { fixTimes } from '../../shared/query/fixTimes.ts';
import { addressed } from '../addressFlags.ts';
import { toCount } from '../argumentValues.ts';
import type { HistoryOptions } from '../history.ts';
import { queryWords, readQueryArgument } from '../queryArgument.ts';

export function addHistory(program: Command): void {
  addressed(
    program
      .command('history')
      .summary('print the newest events that the hub keeps')
      .description('Print the newest events that the hub keeps, oldest first, a line each.'),
  )
    .argument('[query...]', 'only what this lets through, as in "data.n>10" (see tail)')
    // A term that begins with a minus looks like an option.
    .allowUnknownOption()
    .option('--types <globs>', 'only these event types, as in agent.*,rental.created')
    .option('--source <name>', 'only what this sender sent')
    .option('--search <text>', 'only events with this text in their JSON, in any case')
    .option('--query <query>', 'the same as one text')
    .option('--after <id>', 'the first ones after this event, not the newest')
    .option('--before <id>', 'only what came before this event')
    .option('--limit <n>', `how many (default: ${limits.historyPageDefault})`, toCount)
    .addOption(new Option('--all', 'everything, from the oldest on').conflicts('limit'))
    .option('--json', 'print each event as a line of JSON, as the hub has it')
    .action(async (words: readonly string[], { query = '', ...options }: HistoryOptions, command: Command) => {
      const now = new Date();
      const { text } = readQueryArgument([query, ...queryWords(words, process.argv, command)].filter(Boolean).join(' '), now, command);
      // All pages are of the same time, wherever the hub is.
      await (await import('../history.ts')).history({ ...options, ...(text !== '' && { query: fixTimes(text, now) }) });
    });
}
