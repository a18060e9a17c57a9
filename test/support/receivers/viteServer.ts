import { text } from 'node:stream/consumers';
import { createServer, type Plugin } from 'vite';
import { tempWorkspace } from '../tempWorkspace.ts';
import type { Payload } from './receiver.ts';

/** A Vite dev server on its usual port, with the receiver that frontends put into its configuration. */
export type ViteServer = AsyncDisposable & {
  /** Bodies, in the order of arrival. */
  readonly taken: readonly Payload[];
  /** Whatever else it was asked for. */
  readonly others: readonly string[];
};

export const VITE_PORT = 5173;

export async function startVite({ hasReceiver = true } = {}): Promise<ViteServer> {
  const folder = await tempWorkspace({ 'index.html': '<!doctype html><title>Shop</title>' });
  const taken: Payload[] = [];
  const others: string[] = [];
  const server = await createServer({
    configFile: false,
    root: folder.path,
    logLevel: 'silent',
    server: { port: VITE_PORT, strictPort: true },
    plugins: [webhookReceiver(hasReceiver ? taken : undefined, others)],
  });
  const dispose = async () => {
    await server.close();
    await folder.dispose();
  };
  try {
    await server.listen();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { taken, others, [Symbol.asyncDispose]: dispose };
}

function webhookReceiver(taken: Payload[] | undefined, others: string[]): Plugin {
  return {
    name: 'webhook-receiver',
    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        if (!taken || request.method !== 'POST' || request.url !== '/api/webhook/receive') {
          others.push(`${request.method} ${request.url}`);
          return next();
        }
        taken.push(JSON.parse(await text(request)));
        response.setHeader('Content-Type', 'application/json');
        response.end('{"success":true}');
      });
    },
  };
}
