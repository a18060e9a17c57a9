import { type Command, Option } from 'commander';
import type { ReplayTiming } from '../../client/eventFiles/replay.ts';
import { addressed } from '../addressFlags.ts';
import { toSkip } from '../argumentValues.ts';
import type { ReplayOptions } from '../replay.ts';

type Options = Omit<ReplayOptions, 'skip'> & Partial<Pick<ReplayOptions, 'skip'>>;

const speeds: readonly ReplayTiming[] = ['original', 'at-once'];

export function addReplay(program: Command): void {
  addressed(
    program
      .command('replay')
      .summary('publish the events of a file once more')
      .description('Publish the events of a file once more, in their order and with their pauses.'),
  )
    .argument('<file>', 'NDJSON, a JSON array, or JSON objects; - for stdin')
    .addOption(new Option('--speed <speed>', 'how fast').choices(speeds).default('original'))
    .option('--skip <n>', 'leave out so many events at its beginning', toSkip)
    .addHelpText('after', `\n${fileHelp}`)
    .action(async (path: string, { skip = 0, ...options }: Options) => (await import('../replay.ts')).replay(path, { ...options, skip }));
}

const fileHelp = `It takes what the panel and "dev-sync history --json" write, and what is posted.
A file that does not fit into memory goes by "dev-sync send --ndjson".`;
