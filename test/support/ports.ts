import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port that nobody uses, below those that systems give away: an outgoing connection, or a server that takes any port, as that of the
 * editor does, could have it before the hub does.
 */
export async function quietPort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return isFree ? port : quietPort();
}
