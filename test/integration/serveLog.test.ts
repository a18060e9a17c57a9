import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { ask, okJson } from '../support/answer.ts';
import { cliPath, emptyHome, type RunOptions, runCli, type ServedHub, serveCli, startCli, startProgram } from '../support/cli.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

async function post(hub: ServedHub, type: string): Promise<Record<string, unknown>> {
  const body = JSON.stringify({ event_type: type });
  return okJson(await ask(hub.port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body }));
}

async function historyOf(hub: ServedHub): Promise<{ id: string; type: string }[]> {
  return okJson(await ask(hub.port, '/dev/history?limit=1000')).events as { id: string; type: string }[];
}

async function typesOf(hub: ServedHub): Promise<string[]> {
  return (await historyOf(hub)).map(({ type }) => type);
}

/** Eight who post as fast as they are answered. One page of the history has room for all of it. */
function postFast(hub: ServedHub) {
  const acknowledged: unknown[] = [];
  const posting = Array.from({ length: 8 }, async () => {
    while (acknowledged.length < 900) acknowledged.push((await post(hub, 'load')).id);
  });
  return { acknowledged, ended: Promise.allSettled(posting) };
}

const serveIn = (dataDir: string, options?: RunOptions) => serveCli(['--port', '0', '--data-dir', dataDir], options);

async function end(hub: ServedHub, signal: NodeJS.Signals): Promise<void> {
  process.kill(hub.pid, signal);
  // The contract says two seconds.
  await within(hub.ended, 'the end of the hub', 2000);
}

test('without a word about it the log of a project is kept in the state folder of the user, for this user only', async () => {
  await using home = await emptyHome();
  await using project = await tempWorkspace();
  const options = { env: home.env, cwd: project.path };
  await using hub = await serveCli(['--port', '0'], options);
  const folder = dirname(String(hub.ready.log));
  assert.equal(dirname(folder), `${home.env.XDG_STATE_HOME}/dev-sync/logs`);
  assert.match(basename(folder), new RegExp(`^${basename(project.path)}-[0-9a-f]{8}$`));
  assert.deepEqual([(await stat(folder)).mode & 0o777, (await stat(String(hub.ready.log))).mode & 0o777], [0o700, 0o600]);
  const { durable } = await post(hub, 'first');
  assert.equal(durable, undefined);
  await end(hub, 'SIGINT');

  await using again = await serveCli(['--port', '0'], options);
  assert.deepEqual([again.ready.log, await typesOf(again)], [hub.ready.log, ['first']]);
  await using elsewhere = await serveCli(['--port', '0'], { env: home.env, cwd: home.path });
  assert.deepEqual(await typesOf(elsewhere), []);
});

test('what was posted before SIGTERM is there at the next start, under the same ids', async () => {
  await using folder = await tempWorkspace();
  await using hub = await serveIn(`${folder.path}/log`);
  const posted = await Promise.all(Array.from({ length: 50 }, (_, n) => post(hub, `n.${n}`)));
  await end(hub, 'SIGTERM');
  assert.deepEqual([await hub.ended, hub.stderr()], [{ code: 0, signal: null }, '']);
  await using again = await serveIn(`${folder.path}/log`);
  assert.deepEqual(new Set((await historyOf(again)).map(({ id }) => id)), new Set(posted.map(({ id }) => id)));
});

test('what was acknowledged before SIGKILL is there at the next start, each event once', async () => {
  await using folder = await tempWorkspace();
  await using hub = await serveIn(folder.path);
  const { acknowledged, ended } = postFast(hub);
  await until(() => acknowledged.length >= 300, '300 acknowledged posts');
  process.kill(hub.pid, 'SIGKILL');
  await ended;
  await using again = await serveIn(folder.path);
  const ids = (await historyOf(again)).map(({ id }) => id);
  assert.deepEqual(
    acknowledged.filter((id) => !ids.includes(String(id))),
    [],
  );
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(again.stderr(), '');
});

test('a second hub on the same folder says so and keeps its events in memory; the first one is not disturbed', async () => {
  await using folder = await tempWorkspace();
  await using first = await serveIn(folder.path);
  await post(first, 'of the first');
  await using second = await serveIn(folder.path);
  assert.equal(second.ready.log, null);
  await until(() => /Another hub has the event log open.*\(--data-dir\)/s.test(second.stderr()), 'the words on stderr');
  assert.equal((await post(second, 'of the second')).durable, false);
  await end(second, 'SIGTERM');
  assert.equal((await post(first, 'of the first again')).durable, undefined);
  assert.deepEqual(await typesOf(first), ['of the first', 'of the first again']);
});

test('a damaged log is said and put aside; the next start has a log again', async () => {
  await using folder = await tempWorkspace({ 'dev-sync.db': 'no database '.repeat(1000) });
  await using hub = await serveIn(folder.path);
  assert.equal(hub.ready.log, null);
  await until(() => /is damaged.*Restart the hub/s.test(hub.stderr()), 'the words on stderr');
  assert.equal((await post(hub, 'a')).durable, false);
  const aside = (await readdir(folder.path)).filter((file) => /^dev-sync\.damaged-.*\.db$/.test(file));
  assert.equal(aside.length, 1);
  assert.match(await folder.read(aside[0] ?? ''), /^no database/);
  await end(hub, 'SIGTERM');
  await using again = await serveIn(folder.path);
  assert.deepEqual([again.ready.log, again.stderr()], [`${folder.path}/dev-sync.db`, '']);
  assert.equal((await post(again, 'b')).durable, undefined);
});

test('a folder that cannot be made is said, and the hub is on all the same', async () => {
  await using folder = await tempWorkspace({ file: '' });
  await using hub = await serveIn(`${folder.path}/file/log`);
  assert.equal(hub.ready.log, null);
  await until(() => /event log.*writable/s.test(hub.stderr()), 'the words on stderr');
  assert.equal((await post(hub, 'a')).durable, false);
});

test('a folder where the system lets nothing be made is no more than that', { skip: process.platform !== 'linux' }, async () => {
  await using hub = await serveIn('/proc/no/log');
  assert.equal(hub.ready.log, null);
});

test('a problem of the log is told once, in words and without a stack', async () => {
  await using folder = await tempWorkspace({ 'dev-sync.db': 'no database' });
  await using home = await emptyHome();
  await using hub = startCli(['serve', '--port', '0', '--data-dir', folder.path], { env: home.env });
  await until(() => hub.stderr().includes('The token is in'), 'the announcement');
  assert.equal(hub.stderr().split('is damaged').length, 2, hub.stderr());
  assert.ok(hub.stderr().includes('Events are kept in memory, see the warning above: they are gone when this hub ends.'), hub.stderr());
  assert.doesNotMatch(hub.stderr(), / {4}at |\.js:/);
});

test('a Node without SQLite is said, and events are kept in memory', async () => {
  await using home = await emptyHome();
  const command = ['--no-experimental-sqlite', cliPath(), 'serve', '--json', '--port', '0'];
  await using hub = startProgram(process.execPath, command, { env: home.env });
  const ready = await until(() => /^(.*)\n/.exec(hub.stdout())?.[1], 'the ready line');
  assert.equal((JSON.parse(ready) as { log: unknown }).log, null);
  await until(() => /no SQLite.*Node 22\.13 or later/s.test(hub.stderr()), 'the words on stderr');
});

test('--memory touches no disk, and every answer says that it is not durable', async () => {
  await using hub = await serveCli(['--port', '0', '--memory']);
  assert.equal(hub.ready.log, null);
  assert.equal((await post(hub, 'a')).durable, false);
  assert.deepEqual(await readdir(`${hub.env.XDG_STATE_HOME}/dev-sync`), ['hubs']);
  await end(hub, 'SIGTERM');
  assert.equal(hub.stderr(), '');
});

for (const [name, parameters, words] of [
  ['a folder', ['--data-dir', 'log'], /^Events are kept in .*\/log\/dev-sync\.db: the newest 100,000, up to 128 MiB, for 7 days\.$/m],
  ['memory', ['--memory'], /^Events are kept in memory: they are gone when this hub ends\.$/m],
] as const) {
  test(`the announcement tells that events are kept in ${name}`, async () => {
    await using home = await emptyHome();
    await using hub = startCli(['serve', '--port', '0', ...parameters], { env: home.env, cwd: home.path });
    await until(() => hub.stderr().includes('The token is in'), 'the announcement');
    assert.match(hub.stderr(), words);
  });
}

for (const [parameters, words] of [
  [['--memory', '--data-dir', '/tmp/x'], /cannot be used with/],
  [['--data-dir', ''], /path of a folder/],
  [['--data-dir'], /argument missing/],
] as const) {
  test(`serve ${parameters.join(' ')} is a usage error`, async () => {
    const { code, stdout, stderr } = await runCli(['serve', ...parameters]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, words);
  });
}

test('SIGTERM in the middle of posts loses none that was acknowledged', async () => {
  await using folder = await tempWorkspace();
  await using hub = await serveIn(folder.path);
  const { acknowledged, ended } = postFast(hub);
  await until(() => acknowledged.length >= 100, '100 acknowledged posts');
  await end(hub, 'SIGTERM');
  await ended;
  await using again = await serveIn(folder.path);
  const ids = new Set((await historyOf(again)).map(({ id }) => id));
  assert.deepEqual(
    acknowledged.filter((id) => !ids.has(String(id))),
    [],
  );
});

test('a log that is damaged while nobody runs is put aside with what was in it', async () => {
  await using folder = await tempWorkspace();
  await using hub = await serveIn(folder.path);
  for (let n = 0; n < 20; n++) await post(hub, `n.${n}`);
  await end(hub, 'SIGTERM');
  const { size } = await stat(`${folder.path}/dev-sync.db`);
  await writeFile(`${folder.path}/dev-sync.db`, Buffer.alloc(Math.min(size, 4096), 0xff), { flag: 'r+' });
  await using again = await serveIn(folder.path);
  await until(() => /is damaged/.test(again.stderr()), 'the words on stderr');
  assert.equal((await readdir(folder.path)).filter((file) => file.startsWith('dev-sync.damaged-')).length, 1);
});
