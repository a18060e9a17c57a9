import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposable } from '../shared/lifecycle.ts';

export type OneTimeDoor = Disposable & {
  readonly url: string;
  /** Settles when somebody has come through. */
  readonly used: Promise<void>;
};

/**
 * An address on this machine that leads the first who asks to another one, and nobody else. For addresses with a secret in them: what a
 * browser is started with can be read by every user of the machine, as long as it runs.
 */
export async function openOneTimeDoor(destination: string): Promise<OneTimeDoor> {
  const path = `/${randomBytes(24).toString('base64url')}`;
  const { promise: used, resolve: use } = Promise.withResolvers<void>();
  let isOpen = true;
  const answer = ({ url }: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Cache-Control', 'no-store').setHeader('Referrer-Policy', 'no-referrer').setHeader('Connection', 'close');
    if (url !== path) return void response.writeHead(404).end();
    if (!isOpen)
      return void response.writeHead(410, { 'Content-Type': 'text/plain' }).end('This address works once: run "dev-sync open" again.\n');
    isOpen = false;
    response.on('close', use).writeHead(302, { Location: destination }).end();
  };
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    used,
    dispose() {
      server.close();
      server.closeAllConnections();
    },
  };
}
