import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { loadSqlite } from '../../../../src/server/log/sqlite.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const openLog = new URL('../../../../src/server/log/openLog.ts', import.meta.url).href;
const logger = new URL('../../../../src/shared/logger.ts', import.meta.url).href;

/** Opens a log in a Node of its own and prints what health says of it. */
const program = `
  const { openLog } = await import(${JSON.stringify(openLog)});
  const { createLogger } = await import(${JSON.stringify(logger)});
  const retention = { maxEvents: 10, maxBytes: 1000, maxAgeMs: 1000 };
  const log = await openLog({ dataDir: process.argv[1], retention, now: () => new Date(), logger: createLogger(() => {}) });
  await log.append([{ type: 'a', source: null, data: {}, timestamp: new Date().toISOString() }]);
  console.log(JSON.stringify(log.health()));
  await log.dispose();
`;

function run(dataDir: string, ...flags: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', program, dataDir], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(status, 0, stderr);
  return { health: JSON.parse(stdout), stderr };
}

test('where Node has no SQLite the log is in memory, says so, and touches nothing', async () => {
  await using folder = await tempWorkspace();
  const { health } = run(folder.path, '--no-experimental-sqlite');
  assert.deepEqual([health.events, health.persistent, health.problem?.code], [1, false, 'log-unavailable']);
  assert.deepEqual(await readdir(folder.path), []);
});

test('where Node has it, not a word is said about it', async () => {
  await using folder = await tempWorkspace();
  const { health, stderr } = run(folder.path);
  assert.deepEqual([health.persistent, stderr], [true, '']);
});

test('other warnings of Node are heard as before', async () => {
  const { emitWarning } = process;
  assert.ok(await loadSqlite());
  assert.equal(process.emitWarning, emitWarning);
});
