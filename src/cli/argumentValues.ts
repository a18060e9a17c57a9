import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';

/** How the words behind flags are read. What cannot be one throws an InvalidArgumentError that says what can. */
export function toCount(text: string): number {
  return wholeNumber(text, 1);
}

/** A script that goes on somewhere may begin at the beginning. */
export function toSkip(text: string): number {
  return wholeNumber(text, 0);
}

function wholeNumber(text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least) throw new InvalidArgumentError(`Give a whole number from ${least} on.`);
  return number;
}

export function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return port;
}

export function toFolder(text: string): string {
  // What an unset variable of a shell leaves must not become the current directory.
  if (text === '') throw new InvalidArgumentError('Give the path of a folder.');
  return resolve(text);
}

export function toGlobs(text: string): string[] {
  const globs = text.split(',').flatMap((glob) => glob.trim() || []);
  // No globs at all would stand for everything.
  if (globs.length === 0) throw new InvalidArgumentError('Give event types as in agent.*,audio_level; all of them are *.');
  return globs;
}

/** For flags that may be given more than once. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}
