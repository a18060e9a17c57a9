import { copyFileSync, statSync, truncateSync } from 'node:fs';
import type { LogLevel, LogSink } from '../shared/logger.ts';
import { formatLogLine } from '../shared/logLine.ts';

export type WordsFileOptions = {
  /** The file that stderr is, as the editor has it; without it stderr is somebody else's to bound. */
  readonly path: string | undefined;
  readonly mostBytes?: number;
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
};

/** The file and what was moved out of it together are at most twice as large. */
const MOST_BYTES = 5 * 1024 * 1024;

/** Whatever happens per request or per event would fill a disk. */
const keptLevels: ReadonlySet<LogLevel> = new Set(['info', 'warn', 'error']);

/**
 * The hub's own words, in a file that does not grow without bound: what is older goes to `<path>.1`, in place of what was there. It is
 * copied, as a process cannot turn its stderr to another file, and that is where the system tells of a crash.
 */
export function createWordsFile({ path, mostBytes = MOST_BYTES, write = toStderr, now = () => new Date() }: WordsFileOptions): LogSink {
  let bytes = path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const put = (level: LogLevel, sentence: string) => {
    const line = `${formatLogLine(now(), { level, sentence })}\n`;
    bytes += Buffer.byteLength(line);
    write(line);
  };
  return (level, sentence) => {
    if (!keptLevels.has(level)) return;
    if (path !== undefined && bytes > mostBytes) {
      bytes = 0;
      const failure = moveOut(path);
      if (failure) put('warn', `The older part of this file could not be kept: ${failure}`);
    }
    put(level, sentence);
  };
}

function toStderr(line: string): void {
  process.stderr.write(line);
}

/** Emptied in any case: a disk that has no room for the copy has still less for more lines. */
function moveOut(path: string): string | undefined {
  try {
    copyFileSync(path, `${path}.1`);
    return undefined;
  } catch (cause) {
    return (cause as Error).message;
  } finally {
    truncateSync(path);
  }
}
