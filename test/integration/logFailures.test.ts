import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLog } from '../../src/server/log/openLog.ts';
import type { LogHealth } from '../../src/shared/api.ts';
import { unbounded } from '../support/logs.ts';
import { recordingLogger } from '../support/recordingLogger.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

/** What the process says of one opening of its log. */
type Opening = { readonly found: readonly string[]; readonly log: LogHealth };
type Filling = Opening & {
  /** Ids that were answered as durable, and those that were not. */
  readonly durable: readonly string[];
  readonly others: readonly string[];
  readonly kept: readonly string[];
  readonly heard: number;
  readonly failures: readonly string[];
};

const program = fileURLToPath(import.meta.resolve('./smallDisk.ts'));
/** A disk of 2 MB that only this process sees. */
const smallDisk = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"'];

function run([command = '', ...parts]: readonly string[]): readonly unknown[] {
  const { stdout, stderr, status, error } = spawnSync(command, parts, { encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 26 });
  assert.equal(status, 0, `${error} ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const hasNamespaces = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;
const needsNamespaces = { skip: hasNamespaces ? false : 'needs user namespaces (the next test fails by a limit on the size of files)' };
const needsLimits = { skip: process.platform === 'win32' ? 'Windows has no limit on the size of files' : false };

/** A log whose file could not grow any more: everybody was answered, nothing is missing, and it is said once. */
function assertGoesOn({ found, durable, others, kept, heard, failures, log }: Filling, reason: RegExp): void {
  assert.ok(others.length >= 200, `${durable.length} durable, ${others.length} not`);
  assert.equal(heard, durable.length + others.length);
  assert.deepEqual(kept, [...found, ...durable, ...others]);
  assert.deepEqual([log.persistent, log.path, log.problem?.code, failures], [false, undefined, 'log-failed', ['log-failed']]);
  assert.match(log.problem?.message ?? '', reason);
  assert.equal(log.events, kept.length);
}

test('a full disk: every post is answered, what came before can be read, and what is durable is there again', needsNamespaces, async () => {
  await using folder = await tempWorkspace();
  const files = [join(folder.path, 'log'), join(folder.path, 'ballast')];
  const [full, stillFull, freed] = run([...smallDisk, folder.path, process.execPath, program, ...files]) as [Filling, Filling, Opening];
  assert.ok(full.durable.length > 0);
  assertGoesOn(full, /the disk is full/);
  // A hub that is started while the disk is full still reads everything.
  assert.deepEqual(stillFull.found, full.durable);
  assertGoesOn(stillFull, /the disk is full/);
  assert.deepEqual(freed.found, [...full.durable, ...stillFull.durable]);
  assert.deepEqual([freed.log.persistent, freed.log.problem, freed.log.events], [true, undefined, freed.found.length + 1]);
});

test('a disk without room for a new log: it is in memory from the start, with the reason', needsNamespaces, async () => {
  await using folder = await tempWorkspace();
  const noDisk = smallDisk.map((part) => part.replace('size=2m', 'size=8k'));
  const [full] = run([...noDisk, folder.path, process.execPath, program, join(folder.path, 'log'), '']) as [Filling];
  assert.deepEqual([full.durable, full.kept, full.failures], [[], full.others, []]);
  assert.equal(full.log.problem?.code, 'log-failed');
  assert.match(full.log.problem?.message ?? '', /the disk is full/);
});

test('a file that may not grow: every post is answered, and what is durable is there for the next hub', needsLimits, async () => {
  await using folder = await tempWorkspace();
  const dataDir = join(folder.path, 'log');
  const limited = ['sh', '-c', 'ulimit -f 1500 && exec "$0" "$@"', process.execPath, program, dataDir, ''];
  const [full] = run(limited) as [Filling];
  assert.ok(full.durable.length > 0);
  assertGoesOn(full, /disk I\/O error|the disk is full/);
  const log = await openLog({ dataDir, retention: unbounded, now: () => new Date(), logger: recordingLogger().logger });
  const ids = (await log.readAfter(log.start(), Number.POSITIVE_INFINITY)).map(({ id }) => id);
  assert.deepEqual([log.isPersistent, ids], [true, full.durable]);
  await log.dispose();
});
