import type { DevSyncStatus } from 'dev-sync/client';
import { useDevEvents } from 'dev-sync/react';
import { devSync } from './devSync.ts';

const words: Readonly<Record<DevSyncStatus, string>> = {
  idle: 'Not connected',
  connecting: 'Connecting …',
  open: 'In sync',
  away: 'No hub',
  refused: 'Refused by the hub',
  closed: 'Closed',
};

export function Status() {
  const { status } = useDevEvents('agents.bulk_created', { client: devSync });
  return (
    <p className="status" role="status" data-status={status} title={devSync.url}>
      {words[status]}
    </p>
  );
}
