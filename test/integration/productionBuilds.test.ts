import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { type BuildOptions, build as buildWithEsbuild } from 'esbuild';
import { build as buildWithVite, type InlineConfig } from 'vite';
import { root } from '../../scripts/project.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';

/** What gives the client away: its name, where it looks for a hub, what it asks there, and what it shares a connection with. */
const traces = /dev-?sync|4848|\/dev\/|event-stream|Last-Event-ID|BroadcastChannel|localhost/gi;
/** What may be left where an application calls all of it without asking whether this is development: its own calls, and the empty names. */
const LEFT_BYTES = 520;

const imports = `
  import { createDevSync, sendDevWebhook, subscribeToBackendEvents } from 'dev-sync/client';
  import { useDevEvents } from 'dev-sync/react';
`;
const use = `
  subscribeToBackendEvents((type) => { document.title = type; });
  void sendDevWebhook('app.started', { at: 1 });
  createDevSync({ shareConnection: true, resume: true }).on('agent.*', ({ type }) => { document.title = type; });
  export const events = () => useDevEvents('agent.created').events.length;
`;
const receive = `
  import { onWebhook } from 'virtual:dev-sync';
  onWebhook(({ type }) => { document.title = type; });
`;
const rest = `console.log('the application');\n`;

const files = {
  'package.json': '{ "type": "module" }',
  'used.ts': imports + use + rest,
  'received.ts': imports + receive + use + rest,
  'guarded.ts': `${imports}if (process.env.NODE_ENV !== 'production') {${use.replace('export ', '')}}\n${rest}`,
  'without.ts': rest,
};
type Entry = Exclude<keyof typeof files, 'package.json'>;

/** An application, and the package in it as `npm install` of a folder puts it there. */
async function application({ hasPackage = true } = {}): Promise<TempWorkspace> {
  const folder = await tempWorkspace(files);
  await mkdir(join(folder.path, 'node_modules'));
  if (hasPackage) await symlink(root, join(folder.path, 'node_modules/dev-sync'), 'junction');
  return folder;
}

async function viteBuild({ path }: TempWorkspace, entry: Entry, options: InlineConfig = {}): Promise<string> {
  const build = {
    write: false,
    rolldownOptions: { input: join(path, entry), preserveEntrySignatures: 'strict' },
    ...options.build,
  } as const;
  const built = await buildWithVite({ configFile: false, logLevel: 'error', ...options, root: path, build });
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  return outputs.map((output) => (output.type === 'chunk' ? output.code : '')).join('\n');
}

async function esbuildBuild({ path }: TempWorkspace, entry: Entry, options: BuildOptions = {}): Promise<string> {
  const common = { absWorkingDir: path, bundle: true, format: 'esm', minify: true, write: false } as const;
  const { outputFiles = [] } = await buildWithEsbuild({ ...common, entryPoints: [entry], ...options });
  return outputFiles.map(({ text }) => text).join('\n');
}

/** The built plugin, which knows where the built clients are. */
async function plugin() {
  const { devSync } = (await import(new URL('../../dist/vite.js', import.meta.url).href)) as typeof import('../../src/vite/index.ts');
  return devSync();
}

function tracesIn(code: string): readonly string[] {
  assert.match(code, /the application/);
  return [...new Set(code.match(traces))];
}

/** As those do who bundle a backend. */
const nodeOptions: BuildOptions = { platform: 'node', define: { 'process.env.NODE_ENV': '"production"' }, external: ['react'] };

type Build = (folder: TempWorkspace, entry: Entry) => Promise<string>;
const builds: readonly (readonly [name: string, build: Build, hasPackage?: boolean])[] = [
  ['Vite', viteBuild],
  ['Vite with package and plugin', async (folder, entry) => viteBuild(folder, entry, { plugins: [await plugin()] })],
  ['Vite with nothing but the plugin', async (folder, entry) => viteBuild(folder, entry, { plugins: [await plugin()] }), false],
  ['esbuild', esbuildBuild],
  ['esbuild for Node', (folder, entry) => esbuildBuild(folder, entry, nodeOptions)],
  ['a bundler that says it is for production, as webpack', (folder, entry) => esbuildBuild(folder, entry, { conditions: ['production'] })],
];

for (const [name, build, hasPackage] of builds) {
  test(`${name}: nothing of the client is in a production build`, async () => {
    await using folder = await application({ hasPackage });
    const [used, without] = [await build(folder, 'used.ts'), await build(folder, 'without.ts')];
    assert.deepEqual(tracesIn(used), []);
    assert.ok(used.length - without.length <= LEFT_BYTES, `${used.length - without.length} bytes more:\n${used}`);
  });

  test(`${name}: what only development runs leaves not one byte`, async () => {
    await using folder = await application({ hasPackage });
    assert.equal(await build(folder, 'guarded.ts'), await build(folder, 'without.ts'));
  });
}

test('Vite for a server: nothing of the client is in a production build', async () => {
  await using folder = await application({ hasPackage: false });
  const options = { plugins: [await plugin()], build: { ssr: true, minify: true } };
  assert.deepEqual(tracesIn(await viteBuild(folder, 'used.ts', options)), []);
});

test('what hears webhooks of the dev server is not in a production build either', async () => {
  await using folder = await application({ hasPackage: false });
  assert.deepEqual(tracesIn(await viteBuild(folder, 'received.ts', { plugins: [await plugin()] })), []);
});

test('the same search finds the client in a build for development', async () => {
  await using folder = await application();
  const found = tracesIn(await esbuildBuild(folder, 'used.ts', { conditions: ['development'], external: ['react'] }));
  assert.ok(found.length >= 5, found.join());
});

test('in Node, NODE_ENV=production gives what does nothing, and without it the client', async () => {
  await using folder = await application();
  const code = `import { configureDevSync } from 'dev-sync/client'; console.log(configureDevSync({ url: 'http://localhost:1' }).url);`;
  const run = async (NODE_ENV: string) => {
    const env = { ...process.env, NODE_ENV };
    return (await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder.path, env })).stdout;
  };
  assert.deepEqual([await run('production'), await run('')], ['\n', 'http://localhost:1\n']);
});
