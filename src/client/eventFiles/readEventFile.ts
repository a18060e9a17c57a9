import { type ImportedEvent, type ReadValue, readEvent } from './importedEvent.ts';
import { piecesOf } from './pieces.ts';

/** Why something of a file cannot be published. Lines count from 1. */
export type FileProblem = { readonly line: number; readonly message: string };

/** In the order of the file. */
export type EventFile = { readonly events: readonly ImportedEvent[]; readonly problems: readonly FileProblem[] };

/** What is read of a file: a log at its usual size fits. Whoever opens it asks for its size first, since all of it is held in memory. */
export const eventFileLimits = { bytes: 160 * 1024 * 1024, events: 1_000_000, problems: 1000 } as const;

/** Pieces that are read in some 20 ms. */
const PAUSE_AFTER = 2000;

/**
 * Reads events from NDJSON, a JSON array, or objects over several lines (a fixture): as the hub writes them, or as they are posted. Numbers
 * keep their digits. Whatever the text is, it does not throw; what is wrong has its line, and what is right can be published without it.
 */
export function readEventFile(text: string): EventFile {
  for (const reading = readPieces(text); ; ) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/** The same for a file of any size, with pauses in which the page or the editor goes on. @throws the reason of `signal` */
export async function readLargeEventFile(text: string, signal?: AbortSignal): Promise<EventFile> {
  for (const reading = readPieces(text); ; ) {
    const step = reading.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
}

function* readPieces(text: string): Generator<void, EventFile> {
  let pieces = 0;
  const events: ImportedEvent[] = [];
  const problems: FileProblem[] = [];
  for (const piece of piecesOf(text)) {
    const read: ReadValue = 'text' in piece ? readEvent(piece.text) : { kind: 'mistake', message: piece.fault, below: 0 };
    if (read.kind === 'event') events.push(read.event);
    else if (read.kind === 'mistake') problems.push({ line: piece.line + read.below, message: read.message });
    const excess = excessOf(events, problems);
    if (excess !== undefined) return { events: [], problems: [{ line: piece.line, message: excess }] };
    if (++pieces % PAUSE_AFTER === 0) yield;
  }
  if (events.length + problems.length === 0) problems.push({ line: 1, message: 'There is no event in it.' });
  return { events, problems };
}

function excessOf(events: readonly unknown[], problems: readonly unknown[]): string | undefined {
  if (problems.length > eventFileLimits.problems) return 'So far more than 1,000 mistakes: it is no file of events.';
  return events.length > eventFileLimits.events ? 'There are more than 1,000,000 events up to here: split the file.' : undefined;
}
