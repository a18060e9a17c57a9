import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { context } from 'esbuild';

const flags = new Set(process.argv.slice(2));
const isProduction = flags.has('--production');
const isWatch = flags.has('--watch');
/** Only finds out what would be in the bundles. */
const isMetaOnly = flags.has('--meta-only');

/** What every bundle has in common. The metafile of each lands in .cache/meta for size checks. */
const common = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  metafile: true,
  write: !isMetaOnly,
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': isProduction ? '"production"' : '"development"' },
};

const node = { ...common, platform: 'node', target: 'node22' };

/** Express and its friends are CommonJS and ask for `require` at run time, which ES modules do not have. */
const requireShim =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

/** The entry points of the client find each other at run time: what is not needed is not loaded, and hook and functions share one client. */
const entriesOfClient = {
  name: 'entries-of-client',
  setup(build) {
    const places = {
      ...{ index: './index.js', production: './production.js', react: './react.js', reactProduction: './react.production.js' },
      extras: './client/extras.js',
    };
    build.onResolve({ filter: /^\.\/(index|production|react|reactProduction|extras)\.ts$/ }, ({ path }) => ({
      path: places[path.slice(2, -3)],
      external: true,
    }));
  },
};

/** What few people ask for is a bundle of its own, with the name of its folder, which the extension loads when they do. */
const lazyParts = {
  name: 'lazy-parts',
  setup(build) {
    build.onResolve({ filter: /^\.\/lazy\.ts$/ }, ({ importer }) => {
      const name = basename(dirname(importer));
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/**
 * What is imported of Node's own modules is listed in full first, and to list `node:http` Node loads its whole fetch client: 30 ms at each
 * start, 3 ms for the other two. To `require` them costs nothing of that.
 */
const requiredBuiltins = {
  name: 'required-builtins',
  setup(build) {
    build.onResolve({ filter: /^node:(http|fs|util)$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : { path, external: true },
    );
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = require('${path}');` }));
  },
};

/** Express brings its body readers along, and with them 500 KB of tables of characters. We read bodies ourselves (`src/server/body.ts`). */
const noBodyParser = {
  name: 'no-body-parser',
  setup(build) {
    build.onResolve({ filter: /^body-parser$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    build.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Our version is all that is wanted of our manifest, which has 50 KB. */
const shortManifest = {
  name: 'short-manifest',
  setup(build) {
    build.onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (relative('.', path) !== 'package.json') return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The one list of what we build. */
const targets = {
  extension: {
    ...node,
    entryPoints: { extension: 'src/extension/extension.ts', addClient: 'src/extension/addClient/lazy.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode'],
    plugins: [lazyParts],
    // The editor gives `vscode` to those who require it.
    supported: { 'dynamic-import': false },
  },
  hub: {
    ...node,
    entryPoints: { hub: 'src/server/main.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: requireShim },
    plugins: [requiredBuiltins, noBodyParser, shortManifest],
  },
  capture: {
    ...node,
    entryPoints: ['src/server/audio/capture/main.ts'],
    outfile: 'dist/capture.js',
    format: 'esm',
  },
  webview: {
    ...common,
    entryPoints: { main: 'webview/main.ts', style: 'webview/style.css' },
    outdir: 'dist/webview',
    platform: 'browser',
    target: 'chrome138',
    format: 'esm',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  dashboard: {
    ...common,
    entryPoints: { main: 'webview/dashboard/main.ts', style: 'webview/dashboard/style.css' },
    outdir: 'dist/dashboard',
    platform: 'browser',
    // The first ones that know Promise.withResolvers, and JSON.rawJSON, without which numbers would lose digits.
    target: ['chrome119', 'firefox135', 'safari18.4'],
    format: 'esm',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  client: {
    ...common,
    // What it is for is known where it is used.
    define: {},
    entryPoints: {
      index: 'src/client/sdk/index.ts',
      // The hub serves index.js as /dev/client.js, and this as /dev/client/extras.js.
      'client/extras': 'src/client/sdk/extras.ts',
      production: 'src/client/sdk/production.ts',
      node: 'src/client/sdk/node.ts',
      react: 'src/client/sdk/react.ts',
      'react.production': 'src/client/sdk/reactProduction.ts',
      'react.node': 'src/client/sdk/reactNode.ts',
    },
    outdir: 'dist/client',
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    sourcemap: false,
    external: ['react'],
    plugins: [entriesOfClient],
  },
  vite: {
    ...node,
    entryPoints: { vite: 'src/vite/index.ts', 'vite/webhooks': 'src/vite/webhooks.ts' },
    outdir: 'dist',
    format: 'esm',
    sourcemap: false,
  },
  suite: {
    ...node,
    entryPoints: { index: 'test/editor/suite/index.ts', startup: 'bench/startupSuite.ts', panel: 'bench/panelSuite.ts' },
    outdir: '.cache/editor-suite',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode', 'mocha'],
  },
};

const tests = ['suite'];
const only = process.argv
  .find((flag) => flag.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const names = only ?? Object.keys(targets).filter((name) => !isProduction || !tests.includes(name));

if (isProduction && !only && !isMetaOnly) await rm('dist', { recursive: true, force: true });
// Chunks carry a hash in their names, so old ones would pile up.
if (names.includes('hub') && !isMetaOnly) await rm('dist/chunks', { recursive: true, force: true });
await mkdir('.cache/meta', { recursive: true });

for (const name of names) {
  const build = await context({ ...targets[name], plugins: [...(targets[name].plugins ?? []), reporter(name)] });
  if (isWatch) {
    await build.watch();
  } else {
    await build.rebuild();
    await build.dispose();
  }
}
if (names.includes('webview') && !isMetaOnly) await cp('webview/index.html', 'dist/webview/index.html');
if (names.includes('dashboard') && !isMetaOnly) {
  for (const file of ['index.html', 'icon.svg']) await cp(`webview/dashboard/${file}`, `dist/dashboard/${file}`);
}
if (names.includes('extension') && !isMetaOnly) {
  for (const file of ['dev-webhook.ts', 'dev-webhook.js', 'dev_webhook.py'])
    await cp(`src/client/templates/${file}`, `dist/templates/${file}`);
}
if (names.includes('client') && !isMetaOnly) {
  await cp('src/client/sdk/api.ts', 'dist/client/index.d.ts');
  const reactTypes = await readFile('src/client/sdk/reactApi.ts', 'utf8');
  await writeFile('dist/client/react.d.ts', reactTypes.replace("'./api.ts'", "'./index.js'"));
}
if (names.includes('vite') && !isMetaOnly) {
  await cp('src/vite/api.ts', 'dist/vite.d.ts');
  await cp('src/vite/virtual.d.ts', 'dist/vite-client.d.ts');
}

/** Writes the metafile, and in watch mode the lines that the task's problem matcher waits for. */
function reporter(name) {
  return {
    name: 'reporter',
    setup(build) {
      build.onStart(() => void (isWatch && print(`[watch] build started: ${name}`)));
      build.onEnd(async ({ metafile }) => {
        if (metafile) await writeFile(`.cache/meta/${name}.json`, JSON.stringify(metafile));
        if (isWatch) print(`[watch] build finished: ${name}`);
      });
    },
  };
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
