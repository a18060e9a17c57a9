import { InvalidArgumentError } from 'commander';

/** Reads what `--since` begins behind. */
export function toPosition(text: string): string {
  if (!/^[!-~]{1,128}$/.test(text)) throw new InvalidArgumentError('Give the id of an event, or earliest.');
  return text;
}
