import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServer, type InlineConfig } from 'vite';
import { root } from '../../scripts/project.ts';
import type * as api from '../../src/vite/index.ts';
import { type Answer, ask } from '../support/answer.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

const RECEIVER = '/api/webhook/receive';
const body = JSON.stringify({ type: 'rental.paid', data: { id: 7 } });

type ServeOptions = InlineConfig & { readonly files?: Readonly<Record<string, string>> };

type Served = AsyncDisposable & {
  /** Runs a module as a server does that renders pages. */
  run(file: string): Promise<Record<string, unknown>>;
  readonly config: { readonly define?: Readonly<Record<string, unknown>> };
  post(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  ask(path: string, method: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  resolve(id: string): Promise<string | undefined>;
};

/** Vite's own dev server over an application that has nothing but these files and the built plugin. */
async function serve(options?: api.DevSyncPluginOptions, { files = {}, ...config }: ServeOptions = {}): Promise<Served> {
  const { devSync } = (await import(new URL('../../dist/vite.js', import.meta.url).href)) as typeof api;
  const folder = await tempWorkspace({ 'index.html': '<!doctype html><title>shop</title>', ...files });
  const server = await createServer({
    configFile: false,
    logLevel: 'silent',
    root: folder.path,
    plugins: [devSync(options)],
    ...config,
    server: { host: '127.0.0.1', port: 0, ...config.server },
  });
  await server.listen();
  const port = Number(new URL(server.resolvedUrls?.local[0] ?? '').port);
  const parts = (headers = {}) => ({ method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
  return {
    config: server.config,
    run: (file) => server.ssrLoadModule(file),
    post: (path, headers) => ask(port, path, parts(headers)),
    ask: (path, method, headers) => ask(port, path, { method, headers }),
    resolve: async (id) => (await server.environments.client.pluginContainer.resolveId(id))?.id,
    async [Symbol.asyncDispose]() {
      await server.close();
      await folder.dispose();
    },
  };
}

test('the dev server takes webhooks where hubs send them, whatever else it does there', async () => {
  await using server = await serve({}, { base: '/shop/', server: { proxy: { '/api': 'http://127.0.0.1:1' } } });
  const { status, text } = await server.post(RECEIVER);
  assert.deepEqual([status, text], [200, '{"success":true}']);
  assert.equal((await server.post(`${RECEIVER}?from=hub`)).status, 200);
});

test('another path can be chosen, or none', async () => {
  await using server = await serve({ receiver: '/hooks' });
  assert.deepEqual([(await server.post('/hooks')).status, (await server.post(RECEIVER)).status], [200, 404]);
  await using without = await serve({ receiver: false });
  assert.equal((await without.post(RECEIVER)).status, 404);
});

test('foreign names and foreign pages send nothing, pages of this machine do', async () => {
  await using server = await serve();
  assert.equal((await server.post(RECEIVER, { Host: 'rebound.example' })).status, 403);
  assert.equal((await server.post(RECEIVER, { Origin: 'http://evil.example' })).status, 403);
  const page = { Origin: 'http://localhost:3000' };
  const answer = await server.post(RECEIVER, page);
  assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [200, page.Origin]);
  const asked = await server.ask(RECEIVER, 'OPTIONS', { ...page, 'Access-Control-Request-Method': 'POST' });
  assert.deepEqual([asked.status, asked.headers['access-control-allow-origin']], [204, page.Origin]);
});

test('an application has the client without having the package, and in development it is the one that does something', async () => {
  await using server = await serve();
  const found = await Promise.all(['dev-sync/client', 'dev-sync/react', 'virtual:dev-sync'].map(server.resolve));
  const dist = `${root.replaceAll('\\', '/')}/dist`;
  assert.deepEqual(found, [`${dist}/client/index.js`, `${dist}/client/react.js`, `${dist}/vite/webhooks.js`]);
});

test('a package that an application has comes first', async () => {
  const files = { 'package.json': '{ "exports": { "./client": "./own.js" } }', 'own.js': '' };
  const own = Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/dev-sync/${name}`, text]));
  await using server = await serve({}, { files: own });
  assert.match((await server.resolve('dev-sync/client')) ?? '', /node_modules\/(dev-sync\/own\.js|\.vite\/)/);
});

test('the hook works with the React that the application has, also where pages are rendered', async () => {
  const react = 'export const useMemo = () => ({}), useSyncExternalStore = () => "of the application";';
  const files = {
    'node_modules/react/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/react/index.js': react,
    'page.ts': `import { useDevEvents } from 'dev-sync/react'; export const events = useDevEvents('agent.*');`,
  };
  await using server = await serve({}, { files });
  assert.equal((await server.run('/page.ts')).events, 'of the application');
});

test('the client is told where the hub is when somebody has said it: in the options first, then in the terminal', async (t) => {
  const before = process.env.DEV_SYNC_URL;
  t.after(() => (before === undefined ? delete process.env.DEV_SYNC_URL : Object.assign(process.env, { DEV_SYNC_URL: before })));
  const toldBy = async (options: api.DevSyncPluginOptions) => {
    await using server = await serve(options);
    return server.config.define?.__DEV_SYNC_URL__;
  };
  delete process.env.DEV_SYNC_URL;
  assert.equal(await toldBy({}), undefined);
  process.env.DEV_SYNC_URL = 'http://localhost:4900';
  assert.equal(await toldBy({}), '"http://localhost:4900"');
  assert.equal(await toldBy({ url: 'http://localhost:4901' }), '"http://localhost:4901"');
});
