import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from '../project.ts';
import { findOnPath } from '../systemPackages.ts';
import { ownTarget, type Target } from './targets.ts';
import { ensureToolchain, TOOLCHAIN } from './toolchain.ts';

/** The PortAudio libraries that its package brings. Without one there is nothing that it could be linked to. */
export const portaudioFiles: Readonly<Partial<Record<Target, string>>> = {
  'linux-x64': 'libportaudio.so.2',
  'darwin-x64': 'libportaudio.dylib',
  'win32-x64': 'portaudio_x64.dll',
};

const compilerOptions = [
  ...['-shared', '-fPIC', '-O2', '-s', '-std=c++11', '-DNODE_GYP_MODULE_NAME=naudiodon'],
  // Sound of others passes through it. Before GCC 4.9 there is no -fstack-protector-strong, which this comes close to.
  ...['-fstack-protector', '--param=ssp-buffer-size=4', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'],
  ...['-Wl,-z,relro', '-Wl,-z,now', '-Wl,-z,noexecstack'],
  // Without a shell, so the loader gets its $ORIGIN, "beside myself", as it is.
  ...['-Wl,--enable-new-dtags', '-Wl,-rpath,$ORIGIN'],
];

/** Compiled for a target, or why it is not. */
export type Build =
  | { readonly folder: string; readonly files: readonly string[]; readonly remark: string | undefined }
  | { readonly files: readonly []; readonly remark: string };

const source = join(root, 'node_modules', 'naudiodon');
const nodeHeaders = join(dirname(fileURLToPath(import.meta.resolve('node-api-headers'))), 'include');

/** The addon and its PortAudio library, such that they find each other wherever they lie together. */
export async function buildNaudiodon(target: Target): Promise<Build> {
  const library = portaudioFiles[target];
  if (library === undefined) return missing(`brings no PortAudio for ${target}`);
  if (target !== ownTarget) return missing(`for ${target} is built there only`);
  if (!existsSync(source)) return missing('is not installed: npm could not build it, or was called with --omit=optional');
  if (process.platform === 'linux') return buildForLinux(library);
  // What npm built looks for its library beside itself already.
  const folder = join(source, 'build', 'Release');
  const files = ['naudiodon.node', library];
  return files.every((file) => existsSync(join(folder, file)))
    ? { folder, files, remark: undefined }
    : missing('is not built: "npm rebuild naudiodon --foreground-scripts" tells why');
}

function missing(reason: string): Build {
  return { files: [], remark: `naudiodon ${reason}` };
}

type Compiler = { readonly name: string; readonly command: string; readonly strip: string; readonly remark: string | undefined };

/** npm's own build names the folder that it was made in, and needs a C library as new as this machine's. */
async function buildForLinux(library: string): Promise<Build> {
  const compiler = await findCompiler();
  if (typeof compiler === 'string') return missing(compiler);
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256').update(compilerOptions.join(' ')).digest('hex').slice(0, 8);
  const folder = join(root, '.cache', 'native', `naudiodon-${version}-${compiler.name}-${hash}`);
  if (!existsSync(folder)) await compile(compiler, library, folder);
  return { folder, files: ['naudiodon.node', library], remark: compiler.remark };
}

async function findCompiler(): Promise<Compiler | string> {
  try {
    const { compiler, strip } = await ensureToolchain();
    return { name: TOOLCHAIN, command: compiler, strip, remark: undefined };
  } catch (error) {
    // npm tells a page.
    const reason = (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 2).join(' ');
    const [command, strip] = [findOnPath('g++'), findOnPath('strip')];
    if (!command || !strip) return `is not built: there is no g++ here, and none could be had. ${reason}`;
    const remark = `naudiodon is built with this system's g++, and will not load on systems with an older C library. ${reason}`;
    return { name: 'system', command, strip, remark };
  }
}

async function compile({ command, strip }: Compiler, library: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const portaudio = join(draft, library);
    await copyFile(join(source, 'portaudio', 'bin', library), portaudio);
    await run(strip, ['--strip-unneeded', portaudio], { quiet: true });
    const sources = globSync('src/*.cc', { cwd: source }).toSorted();
    const headers = [nodeHeaders, join(source, 'portaudio', 'include')].map((path) => `-I${path}`);
    const output = join(draft, 'naudiodon.node');
    await run(command, [...compilerOptions, ...headers, ...sources, portaudio, '-o', output], { cwd: source, quiet: true });
    await rename(draft, folder).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
