import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { build as buildWithVite } from 'vite';
import { root } from '../../scripts/project.ts';
import { addedClient } from '../support/addedClient.ts';
import { runProgram } from '../support/cli.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';

/** The file that goes into projects, with the tools of such projects. */
const kinds = ['vite', 'next', 'bundled', 'page', 'node'] as const;

/** How applications call the two functions today. */
const use = (module: string, any = '') => `import { sendDevWebhook, subscribeToBackendEvents } from '${module}';
const stop = subscribeToBackendEvents((eventType${any && ': string'}, data${any}) => console.log(eventType, data.agent_id));
subscribeToBackendEvents((type, data${any && ': { agent_id: string }'}) => console.log(type, data.agent_id), { types: ['agent.*'] });
void sendDevWebhook('agent.created', { agent_id: 'a-1' }).then(() => stop());
void sendDevWebhook('agent.deleted');
`;

async function projectWith(files: Readonly<Record<string, string>>): Promise<TempWorkspace> {
  const folder = await tempWorkspace(files);
  await symlink(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  return folder;
}

test('its types pass the strictest compiler, in projects that know the types of Node and in others', async () => {
  await using folder = await projectWith({});
  for (const kind of kinds) {
    for (const language of ['ts', 'js'] as const) {
      // Projects in JavaScript have no `import.meta.env` for the compiler.
      if (kind === 'vite' && language === 'js') continue;
      await folder.write(`${kind}/client-${language}.${language}`, await addedClient(kind, language));
      await folder.write(`${kind}/use-${language}.${language}`, use(`./client-${language}`, language === 'ts' ? ': any' : ''));
    }
  }
  const strict = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    isolatedModules: true,
  };
  const options = {
    ...strict,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    skipLibCheck: true,
  };
  for (const types of [[], ['node']]) {
    const include = types.length > 0 ? ['*/*.ts'] : ['*/*.ts', 'page/*.js'];
    const compilerOptions = { ...options, lib: ['es2022', 'dom'], types };
    await folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include }));
    const { code, stdout } = await runProgram(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder.path]);
    assert.equal(code, 0, stdout);
  }
});

const traces = /dev\/client\.js|DEV_SYNC|localhost|audio_level|lastEventId/;

test('a production build by Vite has nothing of it, and one for development has', async () => {
  await using folder = await projectWith({
    'index.html': '<script type="module" src="/main.ts"></script>',
    'main.ts': `${use('./client', ': any')}console.log('the app');`,
    'client.ts': await addedClient('vite', 'ts'),
  });
  const built = async (mode: string) => {
    const outDir = join(folder.path, mode);
    process.env.NODE_ENV = mode;
    const output = await buildWithVite({
      root: folder.path,
      mode,
      logLevel: 'silent',
      configFile: false,
      build: { outDir, modulePreload: false },
    });
    delete process.env.NODE_ENV;
    return [output]
      .flat()
      .flatMap((part) => ('output' in part ? part.output : []))
      .map((part) => ('code' in part ? part.code : ''))
      .join('');
  };
  const production = await built('production');
  assert.match(production, /the app/);
  assert.doesNotMatch(production, traces);
  assert.match(await built('development'), traces);
});

for (const kind of ['next', 'bundled', 'node'] as const) {
  test(`a production build by a bundler has nothing of it: ${kind}`, async () => {
    await using folder = await projectWith({
      'main.ts': `${use('./client', ': any')}console.log('the app');`,
      'client.ts': await addedClient(kind, 'ts'),
    });
    const built = async (mode: string) => {
      const define = { 'process.env.NODE_ENV': JSON.stringify(mode) };
      const entryPoints = [join(folder.path, 'main.ts')];
      const { outputFiles } = await bundle({
        entryPoints,
        bundle: true,
        write: false,
        minify: true,
        format: 'esm',
        define,
        logLevel: 'error',
      });
      return outputFiles[0]?.text ?? '';
    };
    assert.match(await built('production'), /the app/);
    assert.doesNotMatch(await built('production'), traces);
    assert.match(await built('development'), traces);
  });
}

const script = `
import { sendDevWebhook, subscribeToBackendEvents } from './client.js';
const heard = [];
subscribeToBackendEvents(() => {})();
const stop = subscribeToBackendEvents((type, data, event) => {
  heard.push([type, data.n, event.source]);
  if (type !== 'last') return;
  stop();
  console.log(JSON.stringify(heard));
}, { types: ['number', 'last'] , lastEventId: process.env.FROM });
console.log(JSON.stringify([await sendDevWebhook('number', { n: 1 }), await sendDevWebhook('other'), await sendDevWebhook('last')]));
`;

const runScript = (folder: TempWorkspace, env: Readonly<Record<string, string>>) =>
  runProgram(process.execPath, [join(folder.path, 'main.mjs')], { env });

const client = pathToFileURL(join(root, 'dist/client/index.js')).href;

test('a program of Node sends and hears by the client that terminals name', async () => {
  await using hub = await startTestServer();
  await using folder = await tempWorkspace({
    'main.mjs': script,
    'client.js': await addedClient('node', 'js'),
    'package.json': '{"type":"module"}',
  });
  const env = { DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: hub.token, DEV_SYNC_CLIENT: client, FROM: await hub.publish('before') };
  const { code, stdout } = await runScript(folder, env);
  const lines = stdout.split('\n').filter((line) => /^\[[^d]/.test(line));
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).sort((a, b) => a.length - b.length),
    [
      [
        ['number', 1, null],
        ['last', null, null],
      ],
      [true, true, true],
    ],
  );
  assert.equal(code, 0);
});

test('where no hub is on, where no terminal named a client, and in production, it is silent and holds nothing up', async () => {
  const files = { 'main.mjs': script, 'client.js': await addedClient('node', 'js'), 'package.json': '{"type":"module"}' };
  await using folder = await tempWorkspace(files);
  const away = { DEV_SYNC_URL: `http://localhost:${await quietPort()}` };
  for (const env of [{ ...away, DEV_SYNC_CLIENT: client }, away, { ...away, DEV_SYNC_CLIENT: client, NODE_ENV: 'production' }]) {
    const { code, stdout, stderr } = await runScript(folder, env);
    const ours = stdout.split('\n').filter((line) => line.startsWith('[dev-sync]'));
    assert.ok(ours.length <= 1, stdout);
    assert.deepEqual([code, stderr, stdout.includes('[false,false,false]')], [0, '', true]);
  }
});
