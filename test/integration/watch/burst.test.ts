import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { request, startWatcher, type WatcherKit } from './watcherKit.ts';

const files = Array.from({ length: 2000 }, (_, index) => `part-${index % 40}/file-${index}.ts`);

const operations = [
  ['added', 'one'],
  ['changed', 'two'],
  ['removed', 'empty'],
] as const;

test('reports 2,000 files of a git checkout once for each operation, and holds nothing up', { timeout: 60_000 }, async () => {
  await using workspace = await tempWorkspace({ 'README.md': '1' });
  const git = repository(workspace.path);
  await git('init', '--quiet', '--initial-branch=empty');
  await commit(git, 'empty');
  for (const branch of ['one', 'two']) {
    await git('checkout', '--quiet', '-b', branch, 'empty');
    for (const file of files) await workspace.write(file, `${branch} ${branch.length + file.length}`);
    await commit(git, branch);
  }
  await git('checkout', '--quiet', 'empty');

  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  for (const [change, branch] of operations) {
    await git('checkout', '--quiet', branch);
    await assertEachOnce(kit, change, workspace.path);
  }
  delay.disable();
  // Others may use this machine too; on a free one it is below 50 ms.
  assert.ok(delay.max / 1e6 < 1000, `The event loop stood still for ${delay.max / 1e6} ms`);
});

test('reports 2,000 files once that this very process writes at the same time', { timeout: 60_000 }, async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await Promise.all(files.map((file) => workspace.write(file, 'content')));
  await assertEachOnce(kit, 'added', workspace.path);
});

test('reports each file once while a .gitignore of the same burst has the rules read again', { timeout: 60_000 }, async () => {
  await using workspace = await tempWorkspace({ '.gitignore': 'out/' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.ts'] }));
  const half = files.length / 2;
  await Promise.all(files.slice(0, half).map((file) => workspace.write(file, 'content')));
  await workspace.write('.gitignore', 'out/\nbuild/');
  await Promise.all(files.slice(half).map((file) => workspace.write(file, 'content')));
  await assertEachOnce(kit, 'added', workspace.path);
});

async function assertEachOnce(kit: WatcherKit, change: string, folder: string): Promise<void> {
  const seen = () => kit.changes().filter((one) => one.startsWith(`${change} part-`));
  await until(() => new Set(seen()).size >= files.length, `${files.length} files ${change}`, 30_000);
  await kit.settled(folder);
  assert.deepEqual(seen().sort(), files.map((file) => `${change} ${file}`).sort());
}

type Git = (...parts: string[]) => Promise<unknown>;

function repository(path: string): Git {
  const identity = ['-c', 'user.name=Dev', '-c', 'user.email=dev@localhost', '-c', 'gc.auto=0', '-c', 'commit.gpgsign=false'];
  return (...parts) => promisify(execFile)('git', [...identity, ...parts], { cwd: path });
}

async function commit(git: Git, message: string): Promise<void> {
  await git('add', '.');
  await git('commit', '--quiet', '--message', message);
}
