import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a hub is reached through a proxy that puts it below a path, as code-server does. */
export type PathProxy = AsyncDisposable & { readonly url: string };

export async function startPathProxy(hub: { readonly url: string }, path: string): Promise<PathProxy> {
  const { port } = new URL(hub.url);
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(`${path}/`)) {
      outgoing.writeHead(404).end();
      return;
    }
    const onward = { host: '127.0.0.1', port, method: incoming.method, path: incoming.url.slice(path.length), headers: incoming.headers };
    const forwarded = request(onward, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
