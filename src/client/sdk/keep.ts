import type { DevSyncOptions } from './api.ts';
import type { ConnectionOptions, keepConnected } from './connection.ts';
import { keepShared } from './share.ts';
import { resumed } from './storedPosition.ts';

/** A connection that goes on where this tab was, or that all tabs share, as far as there are tabs. */
export function keep(
  options: ConnectionOptions & Pick<DevSyncOptions, 'lastEventId' | 'resume' | 'shareConnection'>,
  keepOwn: typeof keepConnected,
): void {
  const { lastEventId, resume, shareConnection } = options;
  // Who says where to start does not go on elsewhere.
  const connection = resume && !lastEventId ? resumed(options) : options;
  if (shareConnection && globalThis.document) keepShared(connection, keepOwn);
  else void keepOwn(connection);
}
