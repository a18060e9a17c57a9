import type { LogLevel } from './logger.ts';

/** One line of the hub's own log file: the hub writes it, the editor repeats it in its channel. */
export type LogLine = { readonly level: LogLevel; readonly sentence: string };

const LINE = /^\S+ \[(trace|debug|info|warn|error)\] (.*)$/;

/** Without the line break. The sentence is one line, as loggers write it. */
export function formatLogLine(time: Date, { level, sentence }: LogLine): string {
  return `${time.toISOString()} [${level}] ${sentence}`;
}

/** A line that is not of this form, as the stack of a crash, is read as an `info` with the whole line as its sentence. */
export function parseLogLine(line: string): LogLine {
  const [, level = 'info', sentence = line] = LINE.exec(line) ?? [];
  return { level: level as LogLevel, sentence };
}
