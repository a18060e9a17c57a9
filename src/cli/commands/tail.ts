import type { Command } from 'commander';
import { addressed } from '../addressFlags.ts';
import { toPosition } from '../position.ts';
import { queryWords, readQueryArgument } from '../queryArgument.ts';
import type { TailOptions } from '../tail.ts';

export function addTail(program: Command): void {
  addressed(
    program
      .command('tail')
      .summary('print events as they come')
      .description('Print events as they come, a line each, until Ctrl-C. Audio levels are left out.'),
  )
    .argument('[query...]', "only these, as in: type:agent.* 'data.n>10' 'a text'")
    // A term that begins with a minus looks like an option.
    .allowUnknownOption()
    .option('--since <id>', 'begin behind this event; earliest is the oldest one kept', toPosition)
    .option('--json', 'print each event as a line of JSON, as the hub has it')
    .addHelpText('after', `\n${queryHelp}`)
    .action(async (words: readonly string[], options: TailOptions, command: Command) => {
      const query = readQueryArgument(queryWords(words, process.argv, command).join(' '), new Date(), command);
      await (await import('../tail.ts')).tail(query, options);
    });
}

const queryHelp = `Queries: every term has to hold; a minus before it turns it round; quotes keep
words together; commas are "or".
  text  "two words"        in type, source or data, in upper or lower case
  type:agent.*,order.*     source:cli  source:""  id:…
  data.user.name:ann*      data.error:*  data.count>10  data.at>=2026-11-22
  after:5m  before:10:30   after:2026-11-22T10:30  after:today`;
