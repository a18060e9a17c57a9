import type { Server } from 'node:http';
import type { Disposable } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import { BurstLog } from './burstLog.ts';

/**
 * Bounds the connections of all servers of a port together. Node counts those of each server alone, so each gets what the others
 * leave. What is beyond is closed before a byte of it is read. Disposing ends what is said about them.
 */
export function capConnections(servers: readonly Server[], most: number, logger: Logger): Disposable {
  const drops = new BurstLog(1, (count) => logger.info('More connections were turned away', { count }));
  for (const server of servers) {
    const others = servers.filter((other) => other !== server);
    server.maxConnections = most;
    server.on('connection', (socket) => {
      for (const other of others) other.maxConnections -= 1;
      socket.on('close', () => {
        for (const other of others) other.maxConnections += 1;
      });
    });
    server.on('drop', () => drops.note(() => logger.warn('Connections are turned away: too many are open', { open: most })));
  }
  return drops;
}
