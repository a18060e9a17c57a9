import { type Command, Help, type HelpConfiguration } from 'commander';
import { asSentence } from './usageWords.ts';

/** Makes help fit a screen of 80 columns and 24 lines: whoever reads it knows `--help`, and that commands have options. */
export const helpConfiguration: HelpConfiguration = {
  visibleOptions: ({ options }) => options.filter(({ hidden }) => !hidden),
  // Where there is no summary, the description stands in a list too.
  commandDescription: (command) => asSentence(command.description()),
  optionDescription: ({ description, argChoices, defaultValue, required }) =>
    `${description}${argChoices ? `: ${argChoices.join(', ')}` : ''}${required ? defaultWords(defaultValue) : ''}`,
  argumentDescription: ({ description }) => description,
  subcommandTerm: (command) => new Help().subcommandTerm(command).replace(' [options]', ''),
};

/** Nothing for flags that may be given more than once, which begin with an empty list. */
function defaultWords(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? ` (default: ${value})` : '';
}

/** For a command with too many options for one screen: those that have a group of their own are on a second one. */
export function withMoreHelp(command: Command, topics: string): Command {
  let isMore = false;
  return command
    .option('--help-more', `the other options: ${topics}`)
    .configureHelp({
      ...helpConfiguration,
      visibleOptions: ({ options }) => options.filter(({ helpGroupHeading }) => (helpGroupHeading !== undefined) === isMore),
    })
    .on('option:help-more', () => {
      isMore = true;
      command.help();
    });
}
