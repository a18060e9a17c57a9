import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { until } from './until.ts';

/** A program of somebody else that poses as a hub, and writes down all that it is sent. */
export type RecordingStranger = AsyncDisposable & { readonly heard: string[] };

/** Takes the port as soon as it can be had. */
export async function takePort(port: number): Promise<RecordingStranger> {
  const heard: string[] = [];
  const server = await until(() => listen(port, heard), `port ${port}`);
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { heard, [Symbol.asyncDispose]: dispose };
}

async function listen(port: number, heard: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    heard.push(JSON.stringify([request.method, request.url, request.headers]));
    request.on('data', (chunk) => heard.push(String(chunk)));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ name: 'dev-sync', version: '1', pid: process.pid, proof: 'f'.repeat(64) }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
