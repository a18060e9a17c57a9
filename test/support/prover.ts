import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

/** What a hub with this token answers to who asks for a proof. It counts the questions. */
export async function startProver(token: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const nonce = new URL(request.url ?? '', 'http://localhost').searchParams.get('nonce') ?? '';
    asked.push(nonce);
    response.end(JSON.stringify({ proof: createHmac('sha256', token).update(nonce).digest('hex') }));
  }).listen(0);
  await until(() => server.listening, 'the hub listens');
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, asked, [Symbol.dispose]: () => void server.close().closeAllConnections() };
}
