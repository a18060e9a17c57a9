import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { builtVsix } from '../../scripts/package.ts';
import { python } from '../../scripts/systemPackages.ts';

type Entry = { readonly name: string; readonly size: number };

/** The VSIX is a zip, which Python reads without a package: the value of an expression over it. */
async function askVsix(expression: string): Promise<unknown> {
  const script = `import json,sys,zipfile; vsix = zipfile.ZipFile(sys.argv[1]); print(json.dumps(${expression}))`;
  return JSON.parse((await promisify(execFile)(python, ['-c', script, builtVsix])).stdout);
}

async function entriesOfVsix(): Promise<readonly Entry[]> {
  return (await askVsix('[dict(name=i.filename, size=i.file_size) for i in vsix.infolist()]')) as Entry[];
}

test('the package holds what the extension needs, and nothing else', async () => {
  const names = (await entriesOfVsix()).map(({ name }) => name.replace(/-[0-9A-Z]{8}\.js$/, '-*.js'));
  assert.deepEqual([...new Set(names)].sort(), [
    '[Content_Types].xml',
    'extension.vsixmanifest',
    'extension/LICENSE.txt',
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
    'extension/docs/images/panel-dark.png',
    'extension/docs/images/panel-light.png',
    'extension/docs/security.md',
    'extension/media/walkthrough/follow.svg',
    'extension/media/walkthrough/post.svg',
    'extension/media/walkthrough/sources.svg',
    'extension/media/walkthrough/start.svg',
    'extension/package.json',
    'extension/readme.md',
  ]);
});

test('nothing of it runs when it is installed, updated or removed, and nothing is fetched', async () => {
  const { scripts } = (await askVsix('json.loads(vsix.read("extension/package.json"))')) as { readonly scripts: object };
  const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'vscode:uninstall'];
  assert.deepEqual(
    Object.keys(scripts).filter((name) => hooks.includes(name)),
    [],
  );
  assert.deepEqual(
    (await entriesOfVsix()).filter(({ name }) => /node_modules|\.node$|binding\.gyp/.test(name)),
    [],
  );
});

test('the production bundles stay within their budgets', async () => {
  const sizes = new Map((await entriesOfVsix()).map(({ name, size }) => [name, size]));
  assert.ok((sizes.get('extension/dist/extension.cjs') ?? Number.POSITIVE_INFINITY) <= 135_000);
  assert.ok((sizes.get('extension/dist/webview/main.js') ?? Number.POSITIVE_INFINITY) <= 225_000);
  assert.ok((sizes.get('extension/dist/dashboard/main.js') ?? Number.POSITIVE_INFINITY) <= 260_000);
});
