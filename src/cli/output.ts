import type { DevSyncError } from '../shared/errors.ts';
import { visibleLines, visibleText } from '../shared/visibleText.ts';
import { nextInCommands } from './nextInCommands.ts';

/** How wide a line may be when the terminal does not say. */
export const DEFAULT_COLUMNS = 120;

/** How much of a line on stdout is shown. What goes into a file or to another program is whole. */
export function columnsOfData(): number {
  return process.stdout.isTTY ? process.stdout.columns || DEFAULT_COLUMNS : Number.POSITIVE_INFINITY;
}

/** Data goes to stdout. What a hub says may be words of strangers; JSON stays the same JSON. */
export function writeData(line: string): void {
  process.stdout.write(`${visibleText(line)}\n`);
}

/** Lines that are safe to print, at the pace of the reader: resolves when it has taken them. False when nobody reads any more. */
export function writeDataInTurn(text: string): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(text, (error) => resolve(!error)));
}

/** Words go to stderr, on as many lines as they have. */
export function writeWords(text: string): void {
  process.stderr.write(`${visibleLines(text)}\n`);
}

/** What failed, why, what next; the chain of causes where the failure is our own. */
export function writeError(error: DevSyncError): void {
  // Each on its line, or a stranger could add some in our name.
  writeWords(`dev-sync: ${visibleText(error.message)}\n  ${visibleText(nextInCommands(error))}`);
  if (error.code === 'internal-error' && error.cause instanceof Error) writeWords(error.cause.stack ?? error.cause.message);
}
