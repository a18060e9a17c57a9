import assert from 'node:assert/strict';
import { createLogger, type Logger, type LogLevel } from '../../src/shared/logger.ts';

export type LogLine = { readonly level: LogLevel; readonly line: string };

/** Keeps every line; `assertNoErrors` fails on what was lost or went wrong behind a test's back. */
export type RecordingLogger = {
  readonly logger: Logger;
  readonly lines: readonly LogLine[];
  linesOf(level: LogLevel): readonly string[];
  assertNoErrors(): void;
};

export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const linesOf = (level: LogLevel) => lines.filter((entry) => entry.level === level).map(({ line }) => line);
  return {
    logger: createLogger((level, line) => void lines.push({ level, line })),
    lines,
    linesOf,
    assertNoErrors: () => assert.deepEqual(linesOf('error'), [], 'The hub logged errors'),
  };
}
