import type { DevSyncOptions } from './api.ts';

type Failure = { readonly code?: string; readonly message: string; readonly next?: string };

const said = new Set<string>();

/** Says what went wrong and what to do, in the console where the developer looks: once each, as it would go wrong again and again. */
export function warn({ code, message, next = '' }: Failure, { log }: Pick<DevSyncOptions, 'log'>): void {
  const line = `[dev-sync] ${message} ${next}`.trimEnd();
  if (log === false || said.has(line)) return;
  said.add(line);
  // biome-ignore lint/suspicious/noConsole: nothing else tells who runs the application; that there is no hub may be meant
  console[code === 'hub-unreachable' ? 'debug' : 'warn'](line);
}
