import { fileURLToPath } from 'node:url';
import type * as api from './api.ts';
import { createReceiver } from './receiver.ts';

export type * from './api.ts';

/** What an application may import, and the built files behind it: in development, and in production. */
const modules: Readonly<Record<string, readonly [development: string, production: string]>> = {
  'dev-sync/client': ['client/index.js', 'client/production.js'],
  'dev-sync/react': ['client/react.js', 'client/react.production.js'],
  'virtual:dev-sync': ['vite/webhooks.js', 'vite/webhooks.js'],
};

export const devSync: typeof api.devSync = ({ url = process.env.DEV_SYNC_URL, receiver = '/api/webhook/receive' } = {}) => {
  let isDevelopment = false;
  return {
    name: 'dev-sync',
    config(_config, { command, isPreview }) {
      isDevelopment = command === 'serve' && !isPreview;
      return {
        // The hook works with the React that the application has, not with one that is found near this file.
        resolve: { dedupe: ['react'] },
        // Vite sets it as a global of the page before anything else runs.
        ...(isDevelopment && url && { define: { __DEV_SYNC_URL__: JSON.stringify(url) } }),
      };
    },
    // Asked after Vite itself: a package that is installed stays one module, however it is imported.
    resolveId(id) {
      const files = Object.hasOwn(modules, id) ? modules[id] : undefined;
      return files && builtFile(files[isDevelopment ? 0 : 1]);
    },
    configureServer({ middlewares, ws }) {
      if (receiver)
        middlewares.use(
          receiver,
          createReceiver((webhook) => ws.send('dev-sync:webhook', webhook)),
        );
    },
  };
};

/** A file beside this one, as Vite writes paths. */
function builtFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url)).replaceAll('\\', '/');
}
