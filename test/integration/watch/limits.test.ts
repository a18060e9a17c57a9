import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { watch as chokidarWatch } from 'chokidar';
import type { WatchTree } from '../../../src/server/watch/treeWatch.ts';
import type { ErrorInfo } from '../../../src/shared/errors.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { manyFolders, request, startWatcher } from './watcherKit.ts';

// The kernel counts watches for each user namespace too, so a namespace can have a low limit of its own.
const hasNamespaces = process.platform === 'linux' && spawnSync('unshare', ['-Ur', 'true']).status === 0;
const needsNamespaces = { skip: hasNamespaces ? false : 'needs user namespaces (the same with an injected error runs below)' };

test('states exhausted watches as one problem, frees what it held and goes on', needsNamespaces, async () => {
  await using small = await tempWorkspace({ 'a.ts': '1' });
  await using large = await tempWorkspace();
  await manyFolders(large.path, 'part', 60);
  await using host = startHost(limited('max_inotify_watches', 20));
  await host.watch(small.path);
  const { inotifyWatches } = await host.watch(small.path, large.path);
  assert.equal(inotifyWatches, 1);
  assert.deepEqual(
    host.problems().map((list) => list.map(({ code }) => code)),
    [['watch-limit-reached']],
  );
  assert.ok(host.problems()[0]?.[0]?.message.includes(large.path));
  const warnings = host.said.filter(({ level }) => level === 'warn');
  assert.equal(warnings.length, 1);
  assert.match(JSON.stringify(warnings), /sudo sysctl --system"/, 'the warning ends with the line to run');

  await small.write('a.ts', '22');
  await until(() => host.said.some(({ change }) => change === 'changed a.ts'), 'a save in the other folder');
  await host.watch(small.path);
  assert.deepEqual(host.problems().at(-1), []);
  assert.equal(await host.end(), 0);
});

test('states watches that run out later, when new folders appear', needsNamespaces, async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await using host = startHost(limited('max_inotify_watches', 20));
  await host.watch(workspace.path);
  assert.deepEqual(host.problems(), []);
  await manyFolders(workspace.path, 'part', 40);
  await until(() => host.problems().length > 0, 'the problem');
  assert.equal(host.problems()[0]?.[0]?.code, 'watch-limit-reached');
  assert.equal((await host.watch()).inotifyWatches, 0);
  assert.equal(await host.end(), 0);
});

test('states exhausted inotify instances with a remedy of their own', needsNamespaces, async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await using host = startHost(limited('max_inotify_instances', 0));
  await host.watch(workspace.path);
  const [problem] = host.problems()[0] ?? [];
  assert.equal(problem?.code, 'watch-limit-reached');
  assert.match(problem?.next ?? '', /max_user_instances/);
  assert.equal(await host.end(), 0);
});

test('warns once about a folder below that may not be read, and goes on', { skip: process.platform === 'win32' }, async () => {
  await using workspace = await tempWorkspace({ 'open/a.ts': '1', 'secret/b.ts': '1', 'hidden/c.ts': '1' });
  await chmod(workspace.path, 0o755);
  for (const folder of ['secret', 'hidden']) await chmod(join(workspace.path, folder), 0);
  // Root may read everything, so the watcher runs as nobody then.
  await using host = startHost([], process.getuid?.() === 0 ? 65534 : undefined);
  await host.watch(workspace.path);
  await workspace.write('open/a.ts', '22');
  await until(() => host.said.some(({ change }) => change === 'changed open/a.ts'), 'a save next to it');
  assert.equal(host.said.filter(({ level }) => level === 'warn').length, 1, JSON.stringify(host.said));
  assert.deepEqual(host.problems(), []);
  for (const folder of ['secret', 'hidden']) await chmod(join(workspace.path, folder), 0o755);
});

for (const code of ['ENOSPC', 'EMFILE']) {
  test(`states ${code} from chokidar as one problem, and no problem when the next attempt works`, async () => {
    await using workspace = await tempWorkspace({ 'a.ts': '1' });
    const attempts = [code, undefined].values();
    await using kit = startWatcher({ watchTree: failingWith(() => attempts.next().value) });
    await kit.watch(request(workspace.path));
    assert.deepEqual(
      kit.problems.map((list) => list.map((problem) => problem.code)),
      [['watch-limit-reached']],
    );
    assert.ok(kit.problems[0]?.[0]?.message.includes(workspace.path));
    assert.equal(kit.trees[0]?.closed, true);
    await kit.watch(request(workspace.path));
    assert.deepEqual(kit.problems.at(-1), []);
    await workspace.write('a.ts', '22');
    await kit.reported('changed a.ts');
  });
}

test('states a watch that cannot even be made as a problem', async () => {
  await using workspace = await tempWorkspace();
  const watchTree = () => {
    throw new TypeError('pollingInterval must be a finite number');
  };
  await using kit = startWatcher({ watchTree });
  await kit.watch(request(workspace.path, {}, 'shop'));
  assert.equal(kit.problems[0]?.[0]?.code, 'watch-failed');
  assert.match(kit.problems[0]?.[0]?.message ?? '', /"shop".*pollingInterval/);
});

/** chokidar, which reports this error a few times while it scans. */
function failingWith(nextCode: () => string | undefined): WatchTree {
  return (paths, options) => {
    const tree = chokidarWatch(paths, options);
    const code = nextCode();
    const fail = () => {
      // One error for each folder that it scans.
      for (let folder = 0; folder < 3; folder += 1) {
        if (!tree.closed) tree.emit('error', Object.assign(new Error(`${code}: watch`), { code }));
      }
    };
    if (code) setImmediate(fail);
    return tree;
  };
}

function limited(limit: string, value: number): string[] {
  return ['unshare', '-Ur', 'sh', '-c', `echo ${value} > /proc/sys/user/${limit} && exec "$0" "$@"`];
}

type Said = {
  readonly change?: string;
  readonly problems?: readonly ErrorInfo[];
  readonly level?: string;
  readonly watching?: string;
  readonly inotifyWatches?: number;
};

function startHost(wrapper: readonly string[], uid?: number) {
  const user = uid === undefined ? [] : [String(uid)];
  const [command = '', ...parts] = [...wrapper, process.execPath, join(import.meta.dirname, 'watchHost.ts'), ...user];
  const child = spawn(command, parts, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const said: Said[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line) as Said));
  const watch = async (...folders: string[]) => {
    const from = said.length;
    child.stdin.write(`${JSON.stringify(folders)}\n`);
    return until(() => said.slice(from).find(({ watching }) => watching === JSON.stringify(folders)), `the watch of ${folders}`);
  };
  const problems = () => said.flatMap((one) => (one.problems ? [one.problems] : []));
  /** Ends the input, upon which the process must end by itself; answers its exit code. */
  const end = async () => {
    child.stdin.end();
    return (await ended)[0] as number | null;
  };
  const dispose = async () => {
    child.kill();
    await ended;
  };
  return { said, problems, watch, end, [Symbol.asyncDispose]: dispose };
}
