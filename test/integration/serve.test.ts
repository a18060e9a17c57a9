import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { python } from '../../scripts/systemPackages.ts';
import { curlPost } from '../../src/shared/api.ts';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { cliPath, emptyHome, runCli, runProgram, type ServedHub, serveCli, startCli, startProgram } from '../support/cli.ts';
import { assertHarmless, hostileTexts } from '../support/hostileTexts.ts';
import { holdPort } from '../support/hubInEditor.ts';
import { openStream } from '../support/openStream.ts';
import { isAlive } from '../support/processes.ts';
import { openSocket } from '../support/rawHttp.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

function post(port: number, event: object, headers = {}) {
  return ask(port, '/dev/webhook', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(event) });
}

function linesOf(hub: ServedHub): Record<string, unknown>[] {
  return hub
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('serve --json says first where it is, then one JSON line per event, and nothing else', async () => {
  await using hub = await serveCli();
  const { url, pid, tokenFile, log, ...rest } = hub.ready;
  assert.deepEqual([url, pid, rest], [`http://localhost:${hub.port}`, hub.pid, { event: 'ready' }]);
  assert.match(String(log), /dev-sync\.db$/);
  const state = JSON.parse(await readFile(String(tokenFile), 'utf8')) as { token: string };
  assert.ok(!hub.stdout().includes(state.token));

  const text = Object.values(hostileTexts).join('');
  const { id } = okJson(await post(hub.port, { event_type: 'hostile', data: { text } }));
  okJson(await post(hub.port, { event_type: 'second' }));
  await until(() => linesOf(hub).length === 3, 'the lines of the events');
  const [, first, second] = linesOf(hub);
  assert.deepEqual([first?.id, first?.type, first?.data, second?.type], [id, 'hostile', { text }, 'second']);
  for (const line of hub.stdout().split('\n')) assertHarmless(line);
  assert.equal(hub.stderr(), '');
});

test('--print-token puts the token into the ready line', async () => {
  await using hub = await serveCli(['--port', '0', '--print-token']);
  const headers = { Authorization: `Bearer ${String(hub.ready.token)}` };
  okJson(await ask(hub.port, '/dev/history', { method: 'DELETE', headers }));
});

test('--print-token without --json puts the token into the announcement', async () => {
  await using home = await emptyHome();
  await using hub = startCli(['serve', '--port', '0', '--print-token'], { env: home.env });
  const [, token = '', file = ''] = await until(() => /The token is (\S+), also in (.*)\.$/m.exec(hub.stderr()), 'the token');
  assert.equal((JSON.parse(await readFile(file, 'utf8')) as { token: string }).token, token);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it with status 0 and leaves nothing, streams and half requests notwithstanding`, async () => {
    await using hub = await serveCli();
    await using stream = await openStream(hub.url);
    await stream.next();
    const half = await openSocket(hub.port);
    half.write('POST /dev/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{');
    okJson(await post(hub.port, { event_type: 'last' }));
    process.kill(hub.pid, signal);
    // The contract says two seconds.
    assert.deepEqual(await within(hub.ended, 'the end of the hub', 2000), { code: 0, signal: null });
    await within(stream.ended, 'the end of the stream');
    assert.equal(stream.entries.at(-1)?.data.type, 'last');
    assert.equal(linesOf(hub).at(-1)?.type, 'last');
    assert.ok(!isAlive(hub.pid));
    await assert.rejects(ask(hub.port, '/dev/health'), { code: 'ECONNREFUSED' });
    assert.deepEqual(await readdir(`${hub.env.XDG_STATE_HOME}/dev-sync/hubs`), []);
    assert.equal(hub.stderr(), '');
  });
}

test('a proxy request whose client goes away does not end it', async () => {
  await using hub = await serveCli();
  for (let round = 0; round < 10; round++) {
    const socket = await openSocket(hub.port);
    socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    socket.write('late bytes'.repeat(round * 1000));
    if (round % 2) await once(socket, 'data');
    socket.resetAndDestroy();
  }
  okJson(await ask(hub.port, '/dev/health'));
  assert.ok(isAlive(hub.pid));
});

test('two signals at once end it as one does', async () => {
  await using hub = await serveCli();
  process.kill(hub.pid, 'SIGINT');
  process.kill(hub.pid, 'SIGTERM');
  assert.deepEqual(await within(hub.ended, 'the end of the hub', 2000), { code: 0, signal: null });
});

test('POST /dev/shutdown ends the process with status 0', async () => {
  await using hub = await serveCli(['--port', '0', '--print-token']);
  const headers = { Authorization: `Bearer ${String(hub.ready.token)}` };
  okJson(await ask(hub.port, '/dev/shutdown', { method: 'POST', headers }));
  assert.deepEqual(await within(hub.ended, 'the end of the hub'), { code: 0, signal: null });
});

test('--token-file is written for this user only, and used the next time', async () => {
  await using folder = await tempWorkspace();
  const file = `${folder.path}/token`;
  await using first = await serveCli(['--port', '0', '--token-file', file, '--print-token']);
  assert.equal(first.ready.tokenFile, file);
  const written = await readFile(file, 'utf8');
  assert.equal(written, `${String(first.ready.token)}\n`);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  await first[Symbol.asyncDispose]();

  await using second = await serveCli(['--port', '0', '--token-file', file, '--print-token']);
  assert.equal(second.ready.token, first.ready.token);
  assert.equal(await readFile(file, 'utf8'), written);
});

for (const [name, content] of [
  ['is empty', ' \n'],
  ['is JSON without a token', '{"url":"http://localhost"}'],
  ['is broken JSON', '{"token":'],
] as const) {
  test(`a --token-file that ${name} is refused: no hub runs with a token that anybody can guess`, async () => {
    await using folder = await tempWorkspace({ token: content });
    await using home = await emptyHome();
    const file = `${folder.path}/token`;
    const { code, stdout, stderr } = await runCli(['serve', '--json', '--port', '0', '--token-file', file], { env: home.env });
    assert.deepEqual([code, stdout], [1, '']);
    assert.ok(stderr.includes(file), stderr);
    assert.doesNotMatch(stderr, /\n +at /);
  });
}

test('a --token-file that cannot be written is an error, not a hub', async () => {
  await using home = await emptyHome();
  const file = `${home.path}/no/such/folder/token`;
  const { code, stdout, stderr } = await runCli(['serve', '--json', '--port', '0', '--token-file', file], { env: home.env });
  assert.deepEqual([code, stdout], [1, '']);
  assert.ok(stderr.includes(file), stderr);
  assert.doesNotMatch(stderr, /\n +at /);
  assert.deepEqual(await readdir(`${home.env.XDG_STATE_HOME}/dev-sync/hubs`).catch(() => []), []);
});

test('--require-token asks for the token on every route', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token', '--print-token']);
  assertRefused(await post(hub.port, { event_type: 'a' }), 401, 'token-required');
  okJson(await post(hub.port, { event_type: 'a' }, { Authorization: `Bearer ${String(hub.ready.token)}` }));
});

test('--allow-host and --allow-origin are repeatable', async () => {
  const flags = [
    '--allow-host',
    'a.test',
    '--allow-host',
    'b.test',
    '--allow-origin',
    'https://a.test',
    '--allow-origin',
    'https://b.test',
  ];
  await using hub = await serveCli(['--port', '0', ...flags]);
  for (const name of ['a.test', 'b.test']) {
    okJson(await ask(hub.port, '/dev/health', { headers: { Host: name, Origin: `https://${name}` } }));
  }
  assertRefused(await ask(hub.port, '/dev/health', { headers: { Host: 'c.test' } }), 403, 'host-not-allowed');
});

test('--watch reports saved files', async () => {
  await using folder = await tempWorkspace({ 'src/a.ts': '1' });
  await using hub = await serveCli(['--port', '0', '--watch', folder.path]);
  await until(async () => {
    await folder.write('src/a.ts', String(Math.random()));
    return linesOf(hub).some(({ type }) => type === 'frontend.file_changed');
  }, 'the file change');
  const change = linesOf(hub).find(({ type }) => type === 'frontend.file_changed');
  assert.ok(change);
  assert.deepEqual([(change.data as { file: string }).file, change.source], ['src/a.ts', 'watcher']);
});

test('a --port that is taken is an error with status 1 and says so', async () => {
  await using other = await holdPort(0);
  await using home = await emptyHome();
  const { code, stdout, stderr } = await runCli(['serve', '--json', '--port', String(other.port)], { env: home.env });
  assert.deepEqual([code, stdout], [1, '']);
  // Only Linux tells whose port it is.
  const owner = process.platform === 'linux' ? `, node (process ${process.pid})` : '';
  assert.ok(stderr.includes(`Port ${other.port} is taken by another program${owner}.`), stderr);
  assert.match(stderr, /--port/);
});

test('into a pipe it prints a line per event too, whole and plain, and stderr says how to use it', async () => {
  await using home = await emptyHome();
  await using hub = startCli(['serve', '--port', '0'], { env: home.env });
  const url = await until(() => /http:\/\/localhost:\d+/.exec(hub.stderr())?.[0], 'the address');
  assert.ok(hub.stderr().includes(curlPost(url)));
  const statePath = `${home.env.XDG_STATE_HOME}/dev-sync/hubs/${new URL(url).port}.json`;
  assert.ok(hub.stderr().includes(`The token is in ${statePath}.`), hub.stderr());
  const data = { pad: 'y'.repeat(500), text: Object.values(hostileTexts).join('') };
  okJson(await post(Number(new URL(url).port), { event_type: 'a', data }));
  process.kill(hub.pid, 'SIGTERM');
  assert.deepEqual(await hub.ended, { code: 0, signal: null });
  assert.match(hub.stdout(), /^\d\d:\d\d:\d\d {2}a {2}\{"pad":"y{500}",[^\n]*\}\n$/);
  assertHarmless(hub.stdout().trimEnd());
});

test('on a terminal it prints one line per event, and hostile events move no cursor', async () => {
  await using home = await emptyHome();
  const program = `import pty,sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)`;
  const command = [process.execPath, cliPath(), 'serve', '--port', '0'];
  await using terminal = startProgram(python, ['-c', program, ...command], { env: home.env });
  const url = await until(() => /http:\/\/localhost:\d+/.exec(terminal.stdout())?.[0], 'the address');
  const port = Number(new URL(url).port);
  const data = { [Object.values(hostileTexts).join('')]: Object.values(hostileTexts) };
  okJson(await post(port, { event_type: 'nice\u202e.type', data, source: 'x\u001b]0;title' }));
  okJson(await post(port, { event_type: 'long', data: { pad: 'y'.repeat(5000) } }));
  okJson(await post(port, { event_type: 'audio_level', data: { audioLevel: 1 } }));
  okJson(await post(port, { event_type: 'end' }));
  await until(() => terminal.stdout().includes('  end  '), 'the last line');
  const lines = terminal.stdout().replaceAll('\r\n', '\n').split('\n');
  const shown = lines.filter((line) => /^\d\d:\d\d:\d\d {2}/.test(line));
  assert.deepEqual(
    shown.map((line) => line.split('  ')[1]),
    ['nice\\u202e.type', 'long', 'end'],
  );
  for (const line of shown) {
    assertHarmless(line);
    assert.ok(line.length <= 120, line);
  }
});

test('who reads only the first line does not make it fail noisily', async () => {
  await using home = await emptyHome();
  const script = `"${process.execPath}" "${cliPath()}" serve --json --port 0 --print-token | head -1`;
  await using pipe = startProgram('/bin/bash', ['-o', 'pipefail', '-c', script], { env: home.env });
  const { url, pid } = JSON.parse(await until(() => /^(.*)\n/.exec(pipe.stdout())?.[1], 'the ready line')) as { url: string; pid: number };
  for (let count = 0; count < 3; count++) await post(Number(new URL(url).port), { event_type: 'unread' }).catch(() => {});
  await until(() => !isAlive(pid), 'the hub ends, since nobody reads it').catch((error) => {
    process.kill(pid);
    throw error;
  });
  assert.deepEqual([await pipe.ended, pipe.stderr()], [{ code: 0, signal: null }, '']);
});

/** Posts small events, more than the kernel holds for a pipe that nobody reads. */
async function flood(port: number, count: number): Promise<void> {
  const batch = Array.from({ length: 10_000 }, (_, n) => ({ event_type: 'flood', data: { n } }));
  for (let posted = 0; posted < count; posted += batch.length) {
    okJson(await ask(port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(batch) }));
  }
}

test('serve --json whose output nobody reads any more still obeys a signal in time, with status 0', async () => {
  await using hub = await serveCli();
  hub.child.stdout?.pause();
  await flood(hub.port, 20_000);
  const exited = once(hub.child, 'exit');
  process.kill(hub.pid, 'SIGTERM');
  // The contract says two seconds.
  assert.deepEqual(await within(exited, 'the end of the hub', 2000), [0, null]);
  hub.child.stdout?.resume();
});

for (const place of [[], ['--memory']]) {
  test(`what was posted before the end is printed to a slow reader too ${place.join('')}`, async () => {
    await using hub = await serveCli(['--port', '0', ...place]);
    hub.child.stdout?.pause();
    await flood(hub.port, 20_000);
    okJson(await post(hub.port, { event_type: 'last' }));
    process.kill(hub.pid, 'SIGTERM');
    await until(
      () =>
        ask(hub.port, '/dev/health').then(
          () => false,
          () => true,
        ),
      'the port is closed',
    );
    hub.child.stdout?.resume();
    assert.deepEqual(await within(hub.ended, 'the end of the hub', 2000), { code: 0, signal: null });
    assert.deepEqual([linesOf(hub).length, linesOf(hub).at(-1)?.type, hub.stderr()], [20_002, 'last', '']);
  });
}

test('serve --json prints at the pace of its reader, and says on stderr when events are left out', { timeout: 60_000 }, async () => {
  await using hub = await serveCli();
  hub.child.stdout?.pause();
  await flood(hub.port, 120_000);
  okJson(await post(hub.port, { event_type: 'last' }));
  hub.child.stdout?.resume();
  await until(() => hub.stdout().includes('"type":"last"'), 'the last event', 30_000);
  const printed = linesOf(hub).slice(1);
  const places = printed.map(({ id }) => Number(String(id).split('-')[1]));
  assert.equal(places.at(-1), 120_001);
  assert.ok(printed.length > 100_000 && printed.length < 120_001, `${printed.length} events were printed`);
  assert.equal(places.filter((place, at) => at > 0 && place !== (places[at - 1] ?? 0) + 1).length, 1, 'there is one hole');
  assert.match(hub.stderr(), /^Events are left out: the log did not keep them before they were read here\.\n$/);
});

test('a hub that was killed leaves a state file that nobody believes', async () => {
  await using hub = await serveCli();
  process.kill(hub.pid, 'SIGKILL');
  await hub.ended;
  assert.equal((await readdir(`${hub.env.XDG_STATE_HOME}/dev-sync/hubs`)).length, 1);
  const { code, stderr } = await runProgram(process.execPath, [cliPath(), 'send', 'a'], { env: hub.env });
  assert.equal(code, 3);
  assert.match(stderr, /No hub is running/);
});
