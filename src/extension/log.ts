import * as vscode from 'vscode';
import { createLogger, type Logger, type LogLevel } from '../shared/logger.ts';

/** The one output channel. Level and time stamps are the editor's. */
export type LogChannel = vscode.Disposable & {
  readonly logger: Logger;
  readonly show: () => void;
};

export function createLogChannel(): LogChannel {
  const channel = vscode.window.createOutputChannel('Dev Sync', { log: true });
  return {
    logger: createLogger((level: LogLevel, line) => channel[level](line)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
