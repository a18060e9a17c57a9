import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A program that is not a good web server: what it does with a request is up to the test, byte by byte. */
export type RawReceiver = AsyncDisposable & {
  readonly port: number;
  readonly url: string;
  /** The body of each request that came as a whole. */
  readonly bodies: readonly string[];
};

/** Called for each whole request. @param index how many there were before */
export type Misbehaviour = (socket: Socket, index: number) => void;

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

export async function startRawReceiver(handle: Misbehaviour): Promise<RawReceiver> {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const body = bodyOf(bytes);
      if (body === undefined) return;
      bytes = Buffer.alloc(0);
      bodies.push(body);
      handle(socket, bodies.length - 1);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    bodies,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The body of a whole request; its sender must say its length. */
function bodyOf(bytes: Buffer): string | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(bytes.subarray(0, end).toString('latin1')) ?? [];
  const body = bytes.subarray(end + 4);
  return body.length < Number(length ?? 0) ? undefined : body.toString();
}

/** Writes the same bytes over and over as long as somebody takes them. Answers how many were taken so far. */
export function pourInto(socket: Socket, chunk: Buffer): () => number {
  const pour = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pour);
  pour();
  return () => socket.bytesWritten - socket.writableLength;
}

/** Writes a text a byte at a time, ten a second, until the other side has enough. */
export function dripInto(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++] ?? ''), 100);
  socket.on('close', () => clearInterval(timer));
}
