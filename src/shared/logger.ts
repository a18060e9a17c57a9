import { visibleText } from './visibleText.ts';

/** Named values beside a log sentence. Payloads and tokens never belong in them. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** error = something the user asked for is lost, warn = degraded, info = change of state, debug = per request, trace = per event. */
export type Logger = { readonly [K in LogLevel]: (sentence: string, fields?: LogFields) => void } & {
  child(scope: string): Logger;
};

export type LogSink = (level: LogLevel, line: string) => void;

/** A logger that writes `scope: Sentence key=value …` lines into a sink. Whatever strangers put into them, they are lines. */
export function createLogger(sink: LogSink, scope = ''): Logger {
  const write = (level: LogLevel) => (sentence: string, fields?: LogFields) =>
    sink(level, visibleText(`${scope ? `${scope}: ` : ''}${sentence}${formatFields(fields)}`));
  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (name) => createLogger(sink, scope ? `${scope}.${name}` : name),
  };
}

function formatFields(fields: LogFields | undefined): string {
  if (!fields) return '';
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${formatValue(value)}`)
    .join('');
}

/** Paths and names come from strangers, who may make them as long as a header. */
const LONGEST_TEXT = 200;

function formatValue(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(causeChain(value));
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'undefined';
  if (value.length > LONGEST_TEXT) return JSON.stringify(`${value.slice(0, LONGEST_TEXT)}…`);
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

function causeChain(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const causes = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  return [own, ...causes.filter((cause) => cause instanceof Error).map(causeChain)].join('\ncaused by ');
}
