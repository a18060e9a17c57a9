import type { DevSyncError } from '../shared/errors.ts';

/** How wide a line may be when the terminal does not say. */
export const DEFAULT_COLUMNS = 120;

/** Data goes to stdout. */
export function writeData(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The same at the pace of the reader: resolves when it has taken the text. False when nobody reads any more. */
export function writeDataInTurn(text: string): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(text, (error) => resolve(!error)));
}

/** Words go to stderr. */
export function writeWords(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What failed, why, what next; the chain of causes where the failure is our own. */
export function writeError(error: DevSyncError): void {
  writeWords(`dev-sync: ${error.message}\n  ${error.next}`);
  if (error.code === 'internal-error' && error.cause instanceof Error) writeWords(error.cause.stack ?? error.cause.message);
}
