import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/project.ts';
import { until, within } from './until.ts';

/** npm may have to download what the example needs. */
const START_MS = 120_000;
const source = join(root, 'examples/vite-react');
const cache = join(root, '.cache');

export type ViteExample = AsyncDisposable & {
  readonly url: string;
  /** Of the copy. */
  readonly folder: string;
};

/** `npm start` in a copy of `examples/vite-react`, which stays as it is in a clone. */
export async function startViteExample(port: number, hubUrl: string): Promise<ViteExample> {
  await using opened = new AsyncDisposableStack();
  await mkdir(cache, { recursive: true });
  // As deep as the original, which takes the plugin from the build two folders above.
  const folder = await mkdtemp(join(cache, 'vite-react-'));
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  await cp(source, folder, { recursive: true, filter: (path) => !path.startsWith(join(source, 'node_modules')) });
  const env = { ...process.env, DEV_SYNC_URL: hubUrl, NO_COLOR: '1' };
  // In a group of its own, with which npm, its shell and the server all end.
  const child = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  opened.defer(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    await within(closed, 'the end of the example');
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await until(() => /Local: +http/.test(output) || child.exitCode !== null, 'the dev server of the example', START_MS);
  if (child.exitCode !== null) throw new Error(`The example did not start:\n${output}`);
  const owned = opened.move();
  return { folder, url: `http://localhost:${port}`, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
