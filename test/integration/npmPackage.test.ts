import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { cp, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ownTarget, type Target, targets } from '../../scripts/native/targets.ts';
import { builtTarball } from '../../scripts/npmPackage.ts';
import { npm, root } from '../../scripts/project.ts';
import { isNaudiodonBuilt } from '../../scripts/systemPackages.ts';
import { ask, errorOf, okJson } from '../support/answer.ts';
import { runProgram, type ServedHub, serveCli, startProgram } from '../support/cli.ts';
import { healthOf } from '../support/hubInEditor.ts';
import { openStream } from '../support/openStream.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const MOST_BYTES = 3_500_000;
const portaudioFiles: Partial<Record<string, string>> = {
  linux: 'libportaudio.so.2',
  darwin: 'libportaudio.dylib',
  win32: 'portaudio_x64.dll',
};
/** naudiodon is built for the machine that packs, or not at all. */
const naudiodonFiles = ['LICENSE.naudiodon', 'LICENSE.portaudio', 'naudiodon.node', String(portaudioFiles[process.platform])];
const pvrecorderFiles = ['LICENSE.pvrecorder', 'pv_recorder.node'];

const golden = [
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.txt',
  'dist/capture.js',
  'dist/chunks/chunk-*.js',
  'dist/chunks/complete-*.js',
  'dist/chunks/describeApi-*.js',
  'dist/chunks/doctor-*.js',
  'dist/chunks/fileWatcher-*.js',
  'dist/chunks/followLevels-*.js',
  'dist/chunks/forkedHub-*.js',
  'dist/chunks/history-*.js',
  'dist/chunks/listen-*.js',
  'dist/chunks/open-*.js',
  'dist/chunks/program-*.js',
  'dist/chunks/replay-*.js',
  'dist/chunks/router-*.js',
  'dist/chunks/send-*.js',
  'dist/chunks/sendLines-*.js',
  'dist/chunks/serve-*.js',
  'dist/chunks/tail-*.js',
  'dist/chunks/targets-*.js',
  'dist/chunks/token-*.js',
  'dist/chunks/undici-*.js',
  'dist/chunks/wait-*.js',
  'dist/cli.js',
  'dist/client/client/extras.js',
  'dist/client/index.d.ts',
  'dist/client/index.js',
  'dist/client/node.js',
  'dist/client/production.js',
  'dist/client/react.d.ts',
  'dist/client/react.js',
  'dist/client/react.node.js',
  'dist/client/react.production.js',
  'dist/dashboard/codicon.ttf',
  'dist/dashboard/icon.svg',
  'dist/dashboard/index.html',
  'dist/dashboard/main.js',
  'dist/dashboard/style.css',
  'dist/hub.js',
  'dist/vite-client.d.ts',
  'dist/vite.d.ts',
  'dist/vite.js',
  'dist/vite/webhooks.js',
  'package.json',
];

const hear = `
  import { createDevSync } from 'dev-sync/client';
  const hub = createDevSync({ url: process.argv[2] });
  hub.on('question', async ({ data }) => {
    await hub.send('answer', { n: data.n + 1 });
    await hub.close();
  });
`;

/** The last line of each pair does not compile with types that were not found, which are any. */
const uses = `
  import { createDevSync } from 'dev-sync/client';
  import { useDevEvents } from 'dev-sync/react';
  import { devSync } from 'dev-sync/vite';
  import 'dev-sync/vite-client';
  import { onWebhook } from 'virtual:dev-sync';

  const hub = createDevSync<{ paid: { total: number } }>({ url: 'http://localhost:4848' });
  hub.on('paid', ({ data }) => data.total.toFixed());
  // @ts-expect-error
  hub.on('paid', ({ data }) => data.sum);
  useDevEvents('paid').events.map(({ id }) => id);
  // @ts-expect-error
  useDevEvents(7);
  devSync({ receiver: false });
  // @ts-expect-error
  devSync({ receiver: 7 });
  onWebhook(({ type }) => type.trim());
  // @ts-expect-error
  onWebhook(7);
`;

let project: TempWorkspace;

before(async () => {
  project = await tempWorkspace({ 'package.json': '{ "name": "shop", "type": "module", "private": true }' });
  await npm(['install', '--offline', '--no-audit', '--no-fund', builtTarball], { cwd: project.path, quiet: true });
});

after(() => project?.dispose());

const inProject = (path: string) => join(project.path, 'node_modules', path);
const filesBelow = (folder: string) =>
  globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );

/** A hub of the installed package, not of our own build. */
const serveInstalled = (...parameters: string[]): Promise<ServedHub> =>
  serveCli(['--port', '0', '--memory', ...parameters], {
    cwd: project.path,
    devSync: [process.execPath, inProject('dev-sync/dist/cli.js')],
  });

test('it holds the hub, the command line, the dashboard and the clients, and nothing of the editor', (t) => {
  const names = filesBelow(inProject('dev-sync')).map((name) => name.replace(/-[0-9A-Z]{8}\.js$/, '-*.js'));
  assert.deepEqual([...new Set(names)].filter((name) => !name.startsWith('dist/native/')).sort(), golden);
  const { size } = statSync(builtTarball);
  t.diagnostic(`${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
});

test('it carries the compiled parts of all platforms, as far as they can be made here', () => {
  const partsOf = (target: Target) => [...(target === ownTarget && isNaudiodonBuilt() ? naudiodonFiles : []), ...pvrecorderFiles];
  const expected = targets.flatMap((target) => partsOf(target).map((file) => `${target}/${file}`));
  assert.deepEqual(filesBelow(inProject('dev-sync/dist/native')).sort(), expected.sort());
});

test('it depends on nothing, and nothing of it runs when it is installed', async () => {
  assert.deepEqual(Object.keys(JSON.parse(await project.read('package.json')) as object), ['name', 'type', 'private', 'dependencies']);
  const manifest = JSON.parse(await project.read('node_modules/dev-sync/package.json')) as Record<string, unknown>;
  for (const absent of ['private', 'scripts', 'dependencies', 'optionalDependencies', 'devDependencies', 'contributes', 'main'])
    assert.ok(!Object.hasOwn(manifest, absent), absent);
  assert.deepEqual([manifest.name, manifest.engines], ['dev-sync', { node: '>=22.12' }]);
  assert.match(String(manifest.description), /^The event hub between /);
  assert.deepEqual(
    globSync('*', { cwd: inProject('.') }).filter((name) => !name.startsWith('.')),
    ['dev-sync'],
  );
});

test('npm puts dev-sync on the path of scripts', () => {
  const env = { PATH: `${inProject('.bin')}${delimiter}${process.env.PATH}` };
  const { stdout, stderr } = spawnSync('dev-sync --version', { shell: true, cwd: project.path, encoding: 'utf8', env });
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  assert.equal(stderr, '');
});

test('its hub takes a post and tells it to a stream, serves the dashboard and the client, and hears a tone', async () => {
  await using hub = await serveInstalled('--audio-backend', 'tone');
  await using stream = await openStream(hub.url);
  await stream.until('connected');
  const body = JSON.stringify({ event_type: 'rental.paid', data: { id: 7 } });
  okJson(await ask(hub.port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body }));
  assert.deepEqual((await stream.until('rental.paid')).at(-1)?.data.data, { id: 7 });

  const page = await ask(hub.port, '/', { headers: { Accept: 'text/html' } });
  assert.match(page.text, /<title>Dev Sync/);
  for (const [, file = ''] of page.text.matchAll(/(?:src|href)="([^"]+\.(?:js|css|svg))"/g)) {
    assert.equal((await ask(hub.port, new URL(file, `${hub.url}/`).pathname)).status, 200, file);
  }
  assert.match((await ask(hub.port, '/dev/client.js')).text, /createDevSync/);
  assert.equal((await ask(hub.port, '/dev/client/extras.js')).status, 200);

  okJson(await ask(hub.port, '/api/listen/start', { method: 'POST' }));
  await stream.until('audio_level');
});

for (const backend of ['naudiodon', 'pvrecorder'] as const) {
  const isHere = ownTarget !== undefined && (backend === 'pvrecorder' || isNaudiodonBuilt());
  test(`its hub loads its own ${backend}`, { skip: isHere ? false : 'not for this machine' }, async () => {
    await using hub = await serveInstalled('--audio-backend', backend);
    const answer = await ask(hub.port, '/api/listen/devices');
    // Whether there is a microphone is another question.
    if (answer.status !== 200) assert.equal(errorOf(answer).code, 'no-microphone', answer.text);
  });
}

test('a program in Node hears and sends events by dev-sync/client', async () => {
  await project.write('hear.js', hear);
  await using hub = await serveInstalled();
  await using program = startProgram(process.execPath, ['hear.js', hub.url], { cwd: project.path });
  await until(async () => (await healthOf(hub.url)).subscribers === 1, `the subscriber; stderr: ${program.stderr()}`);
  okJson(await ask(hub.port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body: '{"event_type":"question","data":{"n":1}}' }));
  await until(() => hub.stdout().includes('"type":"answer"'), `the answer; stderr: ${program.stderr()}`);
  assert.deepEqual(await program.ended, { code: 0, signal: null });
  assert.match(hub.stdout(), /"type":"answer".*"data":\{"n":2\}/);
});

for (const [moduleResolution, module] of [
  ['bundler', 'esnext'],
  ['nodenext', 'nodenext'],
] as const) {
  test(`TypeScript finds the types of every entry with moduleResolution ${moduleResolution}`, async () => {
    await using folder = await tempWorkspace({ 'package.json': '{ "type": "module" }', 'uses.ts': uses });
    // Its types look for vite above the place where they really are.
    await cp(inProject('dev-sync'), join(folder.path, 'node_modules/dev-sync'), { recursive: true });
    for (const name of ['vite', '@types']) await symlink(join(root, 'node_modules', name), join(folder.path, 'node_modules', name));
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2024',
      '--types',
      'node',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
    ];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await using compiler = startProgram(process.execPath, [tsc, ...options, 'uses.ts'], { cwd: folder.path });
    const { code } = await compiler.ended;
    assert.deepEqual([code, compiler.stdout()], [0, '']);
  });
}

test('on a Node that is too old it says so', async () => {
  const pose = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
  const { code, stderr } = await runProgram(process.execPath, ['--import', pose, inProject('dev-sync/dist/cli.js'), 'serve']);
  assert.equal(code, 1);
  assert.match(stderr, /^dev-sync needs Node 22\.12 or later and this is Node 20\.20\.2: /);
});
