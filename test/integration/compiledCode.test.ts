import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, rename, rmdir, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../scripts/project.ts';
import type { HubOptions } from '../../src/server/options.ts';
import type { HubStartMessage } from '../../src/shared/hubProcess.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until, within } from '../support/until.ts';

const cli = join(root, 'dist/cli.js');
const refusedServe = ['serve', '--memory', '--webhook-target', 'nonsense'];

/** Runs `dev-sync serve` with a target that it refuses, when all its code is loaded; answers what it said. */
async function serve(env: Readonly<Record<string, string>>): Promise<string> {
  const all = { PATH: process.env.PATH, LOCALAPPDATA: env.HOME, ...env };
  const refused = promisify(execFile)(process.execPath, [cli, ...refusedServe], { env: all });
  return refused.then(
    () => assert.fail('It was not refused'),
    ({ stderr }: { readonly stderr: string }) => stderr,
  );
}

test('what was compiled is kept in a folder of this user alone', async () => {
  await using home = await tempWorkspace();
  await serve({ HOME: home.path, XDG_CACHE_HOME: join(home.path, 'cache') });
  const folders = await readdir(home.path, { recursive: true });
  const folder = folders.find((path) => path.endsWith(join('dev-sync', 'code')));
  assert.ok(folder);
  assert.equal((await stat(join(home.path, folder))).mode & 0o077, process.platform === 'win32' ? 0o066 : 0);
  assert.notDeepEqual(await readdir(join(home.path, folder), { recursive: true }), []);
});

test('where no folder can be made, everything works and nothing is said of it', async () => {
  await using home = await tempWorkspace({ 'a file': '' });
  const well = await serve({ HOME: home.path, XDG_CACHE_HOME: join(home.path, 'cache') });
  assert.match(well, /is not a URL/);
  assert.equal(await serve({ HOME: home.path, XDG_CACHE_HOME: join(home.path, 'a file') }), well);
});

test('the word of Node that forbids it is obeyed', async () => {
  await using home = await tempWorkspace();
  await serve({ HOME: home.path, XDG_CACHE_HOME: join(home.path, 'cache'), NODE_DISABLE_COMPILE_CACHE: '' });
  assert.deepEqual(await readdir(home.path), []);
});

const isRoot = process.getuid?.() === 0;
const strange: readonly [what: string, arrange: (cache: string) => Promise<void>, skip?: string | false][] = [
  ['a folder into which everybody may write', (cache) => chmod(join(cache, 'dev-sync/code'), 0o777)],
  ['a folder into which the group may write', (cache) => chmod(join(cache, 'dev-sync/code'), 0o770)],
  ['a folder in one into which everybody may write', (cache) => chmod(join(cache, 'dev-sync'), 0o777)],
  [
    'a folder of somebody else',
    (cache) => chown(join(cache, 'dev-sync/code'), 65534, 65534),
    !isRoot && 'Only root can give a folder away',
  ],
  ['a link', (cache) => moveBehindLink(join(cache, 'dev-sync/code'))],
  ['a folder behind a link', (cache) => rmdir(join(cache, 'dev-sync/code')).then(() => moveBehindLink(join(cache, 'dev-sync')))],
];
for (const [what, arrange, skip = false] of strange) {
  test(`nothing is kept in ${what}, and nothing is said of it`, {
    skip: skip || (process.platform === 'win32' && 'POSIX only'),
  }, async () => {
    await using home = await tempWorkspace();
    const cache = join(home.path, 'cache');
    await mkdir(join(cache, 'dev-sync/code'), { recursive: true, mode: 0o700 });
    await arrange(cache);
    const before = await readdir(home.path, { recursive: true });
    assert.match(await serve({ HOME: home.path, XDG_CACHE_HOME: cache }), /^[^\n]*is not a URL/);
    assert.deepEqual(await readdir(home.path, { recursive: true }), before);
  });
}

async function moveBehindLink(folder: string): Promise<void> {
  await rename(folder, `${folder}-elsewhere`);
  await symlink(`${folder}-elsewhere`, folder);
}

/** A program that is on until it is told to end, and then ends by itself. */
const waiting = "process.on('SIGTERM', () => process.exit()); setTimeout(() => {}, 60_000); console.log('on')";

/** What V8 makes of its version, its flags and this processor; asked at the end of a program, which is told to end when it is on. */
async function flagsOf(program: readonly string[], order?: HubStartMessage<Partial<HubOptions>>): Promise<string> {
  const print = "import v8 from 'node:v8'; process.on('exit', () => console.log('tag', v8.cachedDataVersionTag()))";
  const env = { PATH: process.env.PATH, NODE_DISABLE_COMPILE_CACHE: '1' };
  const parameters = ['--import', `data:text/javascript,${print}`, ...program];
  const child = spawn(process.execPath, parameters, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, 'close');
  try {
    if (order) child.send(order);
    await (order ? within(once(child, 'message'), 'the hub is on') : until(() => said !== '', 'the program says something'));
    child.kill();
    await within(ended, 'the end of the program');
  } finally {
    child.kill('SIGKILL');
  }
  return /^tag (\d+)$/m.exec(said)?.[1] ?? '';
}

test('V8 runs with the flag for bursts in the forked hub and in serve', {
  skip: process.platform === 'win32' && 'Nothing ends gently there',
}, async () => {
  await using state = await tempWorkspace();
  const flagged = await flagsOf(['--invocation-count-for-turbofan=20000', '--eval', waiting]);
  assert.match(flagged, /^\d+$/);
  assert.notEqual(flagged, await flagsOf(['--eval', waiting]));
  const options = { port: 0, stateDir: state.path, logPath: join(state.path, 'hub.log') };
  assert.equal(await flagsOf([join(root, 'dist/hub.js')], { kind: 'start', options }), flagged);
  assert.equal(await flagsOf([cli, 'serve', '--memory', '--port', '0', '--no-webhooks', '--json']), flagged);
});

test('code of versions that nobody has started for a month is removed', {
  skip: process.platform === 'win32' && 'Nothing ends gently there',
}, async () => {
  await using home = await tempWorkspace();
  const folder = join(home.path, 'cache/dev-sync/code');
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  for (const [name, days] of [
    ['0.0.1', 31],
    ['0.0.2', 29],
  ] as const) {
    await mkdir(join(folder, name, 'v24'), { recursive: true, mode: 0o700 });
    await utimes(join(folder, name), daysAgo(days), daysAgo(days));
  }
  const env = {
    PATH: process.env.PATH,
    HOME: home.path,
    XDG_CACHE_HOME: join(home.path, 'cache'),
    XDG_STATE_HOME: join(home.path, 'state'),
  };
  const hub = spawn(process.execPath, [cli, 'serve', '--memory', '--port', '0', '--no-webhooks', '--json'], { env, stdio: 'ignore' });
  const ended = once(hub, 'close');
  try {
    await until(async () => !(await readdir(folder)).includes('0.0.1'), 'the old folder is gone');
    assert.ok((await readdir(folder)).includes('0.0.2'));
  } finally {
    hub.kill();
    await within(ended, 'the end of the hub');
  }
});
