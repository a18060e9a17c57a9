import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { neededGlibc } from '../../scripts/native/glibc.ts';
import { ownTarget, type Target } from '../../scripts/native/targets.ts';
import { builtUniversalVsix, builtVsix, MAX_VSIX_BYTES, PACKING, pageOptions } from '../../scripts/package.ts';
import { node, root } from '../../scripts/project.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { unpackVsix, vsixEntries, vsixText } from '../support/vsix.ts';

/** What every package of the extension holds. Chunks carry a hash in their names. */
const common = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/THIRD-PARTY-NOTICES.txt',
  'extension/changelog.md',
  'extension/dist/addClient.cjs',
  'extension/dist/capture.js',
  'extension/dist/chunks/chunk-*.js',
  'extension/dist/chunks/complete-*.js',
  'extension/dist/chunks/describeApi-*.js',
  'extension/dist/chunks/doctor-*.js',
  'extension/dist/chunks/fileWatcher-*.js',
  'extension/dist/chunks/followLevels-*.js',
  'extension/dist/chunks/forkedHub-*.js',
  'extension/dist/chunks/history-*.js',
  'extension/dist/chunks/listen-*.js',
  'extension/dist/chunks/open-*.js',
  'extension/dist/chunks/program-*.js',
  'extension/dist/chunks/replay-*.js',
  'extension/dist/chunks/router-*.js',
  'extension/dist/chunks/send-*.js',
  'extension/dist/chunks/sendLines-*.js',
  'extension/dist/chunks/serve-*.js',
  'extension/dist/chunks/tail-*.js',
  'extension/dist/chunks/targets-*.js',
  'extension/dist/chunks/token-*.js',
  'extension/dist/chunks/undici-*.js',
  'extension/dist/chunks/wait-*.js',
  'extension/dist/cli.js',
  'extension/dist/client/client/extras.js',
  'extension/dist/client/index.d.ts',
  'extension/dist/client/index.js',
  'extension/dist/dashboard/codicon.ttf',
  'extension/dist/dashboard/icon.svg',
  'extension/dist/dashboard/index.html',
  'extension/dist/dashboard/main.js',
  'extension/dist/dashboard/style.css',
  'extension/dist/extension.cjs',
  'extension/dist/hub.js',
  'extension/dist/templates/dev-webhook.js',
  'extension/dist/templates/dev-webhook.ts',
  'extension/dist/templates/dev_webhook.py',
  'extension/dist/webview/codicon.ttf',
  'extension/dist/webview/index.html',
  'extension/dist/webview/main.js',
  'extension/dist/webview/style.css',
  'extension/docs/dependencies.md',
  'extension/docs/security.md',
  'extension/l10n/bundle.l10n.json',
  'extension/media/icon.png',
  'extension/media/walkthrough/follow.svg',
  'extension/media/walkthrough/post.svg',
  'extension/media/walkthrough/sources.svg',
  'extension/media/walkthrough/start.svg',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
];

const pvrecorder = ['LICENSE.pvrecorder', 'pv_recorder.node'];
const naudiodon = ['LICENSE.naudiodon', 'LICENSE.portaudio', 'naudiodon.node'];
/** What the package of a platform holds beside that when it is built there. */
const compiled: Readonly<Record<Target, readonly string[]>> = {
  'linux-x64': [...naudiodon, 'libportaudio.so.2', ...pvrecorder],
  'linux-arm64': pvrecorder,
  'darwin-x64': [...naudiodon, 'libportaudio.dylib', ...pvrecorder],
  'darwin-arm64': pvrecorder,
  'win32-x64': [...naudiodon, 'portaudio_x64.dll', ...pvrecorder],
  'win32-arm64': pvrecorder,
};
const ownCompiled = ownTarget === undefined ? [] : compiled[ownTarget].map((file) => `extension/dist/native/${ownTarget}/${file}`);

async function filesOf(vsix: string): Promise<readonly string[]> {
  const names = (await vsixEntries(vsix)).map(({ name }) => name.replace(/-[0-9A-Z]{8}\.js$/, '-*.js'));
  return [...new Set(names)].sort();
}

test('the package of this platform holds what the extension needs, its compiled parts, and nothing else', async () => {
  assert.deepEqual(await filesOf(builtVsix), [...common, ...ownCompiled].sort());
});

test('the universal package holds the same, without compiled parts', async () => {
  assert.deepEqual(await filesOf(builtUniversalVsix), common.toSorted());
});

test('each says which platform it is for', async () => {
  const platform = async (vsix: string) => /TargetPlatform="([^"]*)"/.exec(await vsixText(vsix, 'extension.vsixmanifest'))?.[1];
  assert.deepEqual([await platform(builtVsix), await platform(builtUniversalVsix)], [ownTarget, undefined]);
});

test('none is larger than it may be', async (t) => {
  for (const vsix of [builtVsix, builtUniversalVsix]) {
    const { size } = await stat(vsix);
    t.diagnostic(`${vsix}: ${size} bytes`);
    assert.ok(size <= MAX_VSIX_BYTES);
  }
});

test('nothing of it runs when it is installed, updated or removed, and nothing is fetched', async () => {
  const { scripts } = JSON.parse(await vsixText(builtVsix, 'extension/package.json')) as { readonly scripts: object };
  const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'vscode:uninstall'];
  assert.deepEqual(
    Object.keys(scripts).filter((name) => hooks.includes(name)),
    [],
  );
  assert.deepEqual(
    (await filesOf(builtVsix)).filter((name) => /node_modules|binding\.gyp/.test(name)),
    [],
  );
});

test('the production bundles stay within their budgets', async () => {
  const sizes = new Map((await vsixEntries(builtVsix)).map(({ name, size }) => [name, size]));
  assert.ok((sizes.get('extension/dist/extension.cjs') ?? Number.POSITIVE_INFINITY) <= 140_000);
  assert.ok((sizes.get('extension/dist/webview/main.js') ?? Number.POSITIVE_INFINITY) <= 230_000);
  assert.ok((sizes.get('extension/dist/dashboard/main.js') ?? Number.POSITIVE_INFINITY) <= 270_000);
});

test('the compiled microphone of the package finds its library wherever it lies', { skip: ownTarget !== 'linux-x64' }, async () => {
  await using unpacked = await unpackVsix(builtVsix);
  const folder = join(unpacked.path, 'extension', 'dist', 'native', String(ownTarget));
  const script = 'require(process.argv[1]).getDevices(); console.log(JSON.stringify(process.report.getReport().sharedObjects))';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, join(folder, 'naudiodon.node')]);
  const loaded = (JSON.parse(stdout) as string[]).filter((path) => /naudiodon|portaudio/.test(path));
  assert.deepEqual(loaded.sort(), [join(folder, 'libportaudio.so.2'), join(folder, 'naudiodon.node')]);
});

test('it runs on every Linux that VS Code runs on', { skip: ownTarget !== 'linux-x64' }, async (t) => {
  await using unpacked = await unpackVsix(builtVsix);
  const folder = join(unpacked.path, 'extension', 'dist', 'native', 'linux-x64');
  for (const file of ['naudiodon.node', 'libportaudio.so.2']) {
    const version = (await neededGlibc([join(folder, file)])) ?? '';
    t.diagnostic(`${file} needs glibc ${version}`);
    assert.match(version, /^2\.([0-9]|1[0-9]|2[0-8])$/);
  }
});

test('it is built with what stops overflows of buffers', { skip: ownTarget !== 'linux-x64' }, async () => {
  await using unpacked = await unpackVsix(builtVsix);
  const addon = await readFile(join(unpacked.path, 'extension', 'dist', 'native', 'linux-x64', 'naudiodon.node'), 'latin1');
  assert.match(addon, /\0__stack_chk_fail\0/);
});

const vsce = join(dirname(fileURLToPath(import.meta.resolve('@vscode/vsce/package.json'))), 'vsce');
const page = '![The panel](docs/panel.png)\n\nMore in [docs/query.md](docs/query.md).\n';

for (const [title, repository, expected] of [
  [
    'lead to the repository when there is one',
    'https://github.com/acme/shop.git',
    '![The panel](https://github.com/acme/shop/raw/HEAD/docs/panel.png)\n\nMore in [docs/query.md](https://github.com/acme/shop/blob/HEAD/docs/query.md).\n',
  ],
  ['stay as they are when there is none', undefined, page],
] as const) {
  test(`links and pictures of its pages ${title}`, async () => {
    const manifest = { name: 'shop', publisher: 'acme', version: '1.0.0', engines: { vscode: '^1.109.0' }, repository };
    await using folder = await tempWorkspace({ 'package.json': JSON.stringify(manifest), 'README.md': page, LICENSE: 'MIT' });
    await node([vsce, 'package', ...pageOptions(manifest), '--out', 'shop.vsix'], { cwd: folder.path, quiet: true });
    assert.equal((await vsixText(join(folder.path, 'shop.vsix'), 'extension/readme.md')).trim(), expected.trim());
  });
}

test('vsce alone does not pack what happens to be built', async () => {
  await using folder = await tempWorkspace();
  const out = join(folder.path, 'dev-sync.vsix');
  const packed = node([vsce, 'package', ...pageOptions({}), '--no-dependencies', '--out', out], {
    cwd: root,
    quiet: true,
    env: { [PACKING]: '' },
  });
  await assert.rejects(packed, /To pack Dev Sync, use "npm run package"/);
});
