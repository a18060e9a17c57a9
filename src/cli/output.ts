import type { DevSyncError } from '../shared/errors.ts';

/** Data goes to stdout. */
export function writeData(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The same at the pace of the reader: resolves when it has taken the text, or when nobody reads any more. */
export function writeDataInTurn(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
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
