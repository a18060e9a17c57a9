import type { Command } from 'commander';
import { parseQuery } from '../shared/query/parse.ts';
import type { Query, QueryProblem } from '../shared/query/query.ts';
import { visibleText } from '../shared/visibleText.ts';
import { exitCodes } from './exitCodes.ts';
import { widthOf } from './table.ts';

/** What of a long query is shown on either side of its mistake, and of the mistake itself. */
const SHOWN_CHARACTERS = 60;

/**
 * The words that make a query. A word that looks like an option ends the command, unless it stands behind `--`: nobody is to wait for events
 * without "j" who meant `--json`.
 *
 * @param line the command line that they are from
 */
export function queryWords(words: readonly string[], line: readonly string[], command: Command): readonly string[] {
  const end = line.indexOf('--');
  const behind = end < 0 ? [] : line.slice(end + 1);
  const before = words.slice(0, words.length - behind.length);
  // It is still there when a term with a minus comes before it.
  if (end >= 0 && before.at(-1) === '--') before.pop();
  const unknown = before.find((word) => looksLikeOption(word, command));
  if (unknown !== undefined) {
    const next = `As a term of the query it stands behind --, as in -- ${visibleText(unknown)}`;
    command.error(`error: unknown option '${visibleText(unknown)}'\n${next}`, { exitCode: exitCodes.usage });
  }
  return [...before, ...behind];
}

/** A single letter, or the name of an option with a minus too few, is sooner a mistake than a text that events must not have. */
function looksLikeOption(word: string, { options }: Command): boolean {
  return word.startsWith('--') || /^-\w$/.test(word) || options.some(({ long }) => long === `-${word}`);
}

/** Reads a query from the command line. Ends the command with the place of the mistake when it has one. */
export function readQueryArgument(text: string, now: Date, command: Command): Query {
  const parsed = parseQuery(text, now);
  return parsed.ok ? parsed.query : command.error(mistakeIn(text, parsed.problem), { exitCode: exitCodes.usage });
}

/** The mistake with a line of carets under its place. */
export function mistakeIn(text: string, { message, next, from, to }: QueryProblem): string {
  const start = Math.max(0, from - SHOWN_CHARACTERS);
  const before = `${start > 0 ? '…' : ''}${visibleText(text.slice(start, from))}`;
  const marked = visibleText(text.slice(from, Math.min(to, from + SHOWN_CHARACTERS)));
  const after = visibleText(text.slice(from, to).length > SHOWN_CHARACTERS ? '…' : text.slice(to, to + SHOWN_CHARACTERS));
  const carets = '^'.repeat(Math.max(1, widthOf(marked)));
  return `error: ${message}\n  ${before}${marked}${after}\n  ${' '.repeat(widthOf(before))}${carets}\n${visibleText(next)}`;
}
