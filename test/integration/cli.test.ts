import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { HealthAnswer } from '../../src/shared/api.ts';
import { cliPath, emptyHome, runCli, runProgram, serveCli } from '../support/cli.ts';
import { loggedEvents } from '../support/loggedEvents.ts';
import { openStream } from '../support/openStream.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

test('send posts an event to the hub that runs', async () => {
  await using hub = await serveCli();
  await using stream = await openStream(hub.url);
  await stream.next();
  const sent = await runCli(['send', 'agent.created', '{"name":"Ada"}'], { env: hub.env });
  assert.deepEqual(sent, { code: 0, signal: null, stdout: 'Event agent.created broadcasted to 1 subscriber\n', stderr: '' });
  const { data } = await stream.next();
  assert.deepEqual([data.type, data.data, data.source], ['agent.created', { name: 'Ada' }, 'cli']);
});

test('send takes no data, a source, data from stdin, and answers JSON when asked', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const send = (parameters: string[], input = '') => runCli(['send', '--url', `${server.url}/`, ...parameters], { input });
  assert.equal((await send(['bare'])).code, 0);
  assert.equal((await send(['piped', '-', '--source', 'build'], '{"from":"stdin 💥"}\n')).code, 0);
  const { stdout } = await send(['--json', 'answered', '{}']);

  const [bare, piped, answered] = [await stream.next(), await stream.next(), await stream.next()];
  assert.deepEqual([bare.data.type, bare.data.data], ['bare', {}]);
  assert.deepEqual([piped.data.data, piped.data.source], [{ from: 'stdin 💥' }, 'build']);
  assert.equal((JSON.parse(stdout) as { id: string }).id, answered.id);
});

/** What `send` says in a shell. */
async function sayingsOf(server: TestServer, script: string): Promise<string> {
  const env = { DEV_SYNC_URL: server.url, DEV_SYNC: `${process.execPath} ${cliPath()}` };
  const { code, stderr } = await runProgram('/bin/bash', ['--norc', '-c', script], { env });
  assert.equal(code, 0, stderr);
  return stderr;
}

test('send without data says that it does not read what somebody seems to have piped in', async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  await writeFile(`${folder.path}/data.json`, '{"a":1}');
  const words = 'Stdin is not read, so the event has no data. To send it: dev-sync send x -\n';
  assert.equal(await sayingsOf(server, `echo '{"a":1}' | $DEV_SYNC send x`), words);
  assert.equal(await sayingsOf(server, `$DEV_SYNC send x < ${folder.path}/data.json`), words);
  for (const quiet of [
    `$DEV_SYNC send x < /dev/null`,
    `$DEV_SYNC send x <&-`,
    `echo '{}' | $DEV_SYNC send x -`,
    `echo a | $DEV_SYNC send x '{}'`,
  ])
    assert.equal(await sayingsOf(server, quiet), '', quiet);
});

test('send leaves the input of a loop to the loop', async () => {
  await using server = await startTestServer();
  assert.equal(await sayingsOf(server, `printf 'a\nb\nc\n' | while read -r type; do $DEV_SYNC send "$type" '{}'; done`), '');
  await sayingsOf(server, `printf 'd\ne\n' | while read -r type; do $DEV_SYNC send "$type"; done`);
  const events = await loggedEvents(server.hub.state);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('DEV_SYNC_URL and DEV_SYNC_TOKEN name the hub; --url and --token-file win over them', async () => {
  await using open = await startTestServer();
  await using locked = await startTestServer({ requireToken: true });
  await using home = await emptyHome();
  const env = { ...home.env, DEV_SYNC_URL: locked.url, DEV_SYNC_TOKEN: locked.token };
  assert.equal((await runCli(['send', 'a'], { env })).code, 0);
  assert.equal((await runCli(['send', 'a', '--url', open.url], { env })).code, 0);

  const without = await runCli(['send', 'a'], { env: { ...home.env, DEV_SYNC_URL: locked.url } });
  assert.equal(without.code, 1);
  assert.match(without.stderr, /needs the token/);
  const wrong = await runCli(['send', 'a'], { env: { ...env, DEV_SYNC_TOKEN: 'wrong' } });
  assert.equal(wrong.code, 3);
  assert.match(wrong.stderr, /does not know your token[\s\S]*was not sent/);
  await writeFile(`${home.path}/token`, `${locked.token}\n`);
  for (const file of [`${home.path}/token`, locked.hub.statePath]) {
    assert.equal((await runCli(['send', 'a', '--token-file', file], { env: { ...env, DEV_SYNC_TOKEN: 'wrong' } })).code, 0);
  }
});

const refused: readonly (readonly [name: string, parameters: readonly string[], code: number, words: RegExp])[] = [
  ['JSON that is broken', ['a', '{'], 2, /not JSON/],
  ['JSON that is no object', ['a', '[1]'], 2, /not a JSON object.*braces/],
  ['empty stdin', ['a', '-'], 2, /not JSON/],
  ['a reserved type', ['connected'], 1, /reserved/],
  ['a wrong payload', ['audio_level', '{"audioLevel":200}'], 1, /at most 100/],
  ['a source that is too long', ['a', '--source', 's'.repeat(61)], 1, /60 characters/],
  ['no type', [], 2, /Missing required argument/],
  ['an unknown option', ['a', '--loud'], 2, /Unknown option/],
  ['an argument too many', ['a', '{}', 'b'], 2, /Too many arguments.*\n.*\n {2}"dev-sync send --help" shows how it is used\.\n$/],
  ['a token file that is not there', ['a', '--token-file', '/no/such/file'], 1, /\/no\/such\/file/],
];

for (const [name, parameters, code, words] of refused) {
  test(`send with ${name} ends with status ${code} and says why`, async () => {
    await using server = await startTestServer();
    const result = await runCli(['send', '--url', server.url, ...parameters]);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, words);
    assert.doesNotMatch(result.stderr, /\n +at /);
    assert.equal(server.log.linesOf('error').length, 0);
  });
}

test('send to an address where nobody or somebody else answers ends with status 3', async () => {
  await using home = await emptyHome();
  const stranger = createServer((_request, response) => void response.end('<h1>Hello</h1>')).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const address = stranger.address();
  assert.ok(typeof address === 'object' && address);
  const urls = [`http://127.0.0.1:${address.port}`, 'http://localhost:1', 'http://no.such.host.invalid', ''];
  try {
    for (const url of urls) {
      const { code, stderr } = await runCli(['send', 'a'], { env: { ...home.env, DEV_SYNC_URL: url } });
      assert.equal(code, 3, `${url}: ${stderr}`);
      assert.doesNotMatch(stderr, /\n +at /);
    }
    const { stderr } = await runCli(['send', 'a', '--url', urls[0] ?? ''], { env: home.env });
    assert.match(stderr, /is not a Dev Sync hub\.\n {2}Give the address of a hub \(--url, \$DEV_SYNC_URL\), or stop that program\.\n$/);
  } finally {
    stranger.close();
  }
});

test('tail and wait at a server that has a page for every address end with status 3', async () => {
  await using home = await emptyHome();
  // It does not end its answers either.
  const stranger = createServer((_request, response) => void response.setHeader('Content-Type', 'text/html').write('<h1>Hello</h1>'));
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  try {
    for (const command of ['tail', 'wait']) {
      const { code, stderr } = await runCli([command, ...(command === 'wait' ? ['a'] : []), '--url', url], { env: home.env });
      assert.deepEqual([command, code], [command, 3], stderr);
      assert.match(stderr, /is not a Dev Sync hub/);
    }
  } finally {
    stranger.closeAllConnections();
    stranger.close();
  }
});

for (const url of ['localhost:port', 'nonsense', 'ftp://localhost']) {
  test(`"${url}" as the address of a hub is a usage error that says where it stands`, async () => {
    await using home = await emptyHome();
    const byFlag = await runCli(['send', 'a', '--url', url], { env: home.env });
    const byEnvironment = await runCli(['send', 'a'], { env: { ...home.env, DEV_SYNC_URL: url } });
    assert.deepEqual([byFlag.code, byEnvironment.code], [2, 2]);
    assert.ok(byFlag.stderr.startsWith(`dev-sync: --url is "${url}", which is not the address of a hub.\n`), byFlag.stderr);
    assert.ok(byEnvironment.stderr.startsWith(`dev-sync: $DEV_SYNC_URL is "${url}"`), byEnvironment.stderr);
  });
}

test('an address may leave out its scheme, as for curl', async () => {
  await using server = await startTestServer();
  const url = server.url.replace('http://', '');
  const byFlag = await runCli(['send', 'a', '--url', url]);
  const byEnvironment = await runCli(['send', 'a'], { env: { DEV_SYNC_URL: `${url}/` } });
  assert.deepEqual([byFlag.code, byEnvironment.code], [0, 0], byFlag.stderr + byEnvironment.stderr);
});

test('who forgot the quotes around the data sees how to put them', async () => {
  const { code, stderr } = await runCli(['send', 'agent.created', '{name:Ada}']);
  assert.equal(code, 2);
  assert.ok(stderr.includes(`Put it in quotes, as in '{"value": 1}'; `), stderr);
});

for (const [name, parameters, words] of [
  ['an id', ['history', '--after', 'bogus'], '"dev-sync history --json" prints the ids that are kept.'],
  ['a place to begin', ['tail', '--since', 'bogus'], '"dev-sync history --json" prints the ids that are kept.'],
  ['a delivery', ['targets', 'retry', 'bogus'], '"dev-sync targets deliveries" prints those that are known.'],
] as const) {
  test(`who names ${name} that the hub does not know is told a command, not a route`, async () => {
    await using hub = await serveCli();
    const { code, stderr } = await runCli(parameters, { env: hub.env });
    assert.deepEqual([code, stderr.split('\n')[1]], [1, `  ${words}`]);
  });
}

test('a hub that wants its token is told it by flags and variables', async () => {
  await using server = await startTestServer({ requireToken: true });
  const { code, stderr } = await runCli(['send', 'a', '--url', server.url]);
  assert.equal(code, 1);
  assert.match(stderr, /--token-file/);
  assert.doesNotMatch(stderr, /EventSource|Authorization/);
});

test('the file that npm takes for the command names its interpreter', async () => {
  assert.match(await readFile(cliPath(), 'utf8'), /^#!\/usr\/bin\/env node\n/);
});

/** A program that poses as a hub, and what it heard. */
async function poseAsHub(port = 0): Promise<AsyncDisposable & { readonly url: string; readonly heard: string[] }> {
  const heard: string[] = [];
  const stranger = createServer((request, response) => {
    heard.push(`${request.url} ${request.headers.authorization ?? ''}`);
    response.setHeader('Content-Type', 'application/json').end('{"name":"dev-sync","proof":"made up","success":true,"message":"sent"}');
  }).listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  const address = stranger.address();
  assert.ok(typeof address === 'object' && address);
  const dispose = async () => {
    stranger.close();
    stranger.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, heard, [Symbol.asyncDispose]: dispose };
}

test('a program that took the port of a hub that was killed is not sent the token', async () => {
  await using hub = await serveCli(['--port', '0']);
  process.kill(hub.pid, 'SIGKILL');
  await hub.ended;
  await using stranger = await poseAsHub(hub.port);
  const { code } = await runCli(['send', 'a'], { env: hub.env });
  assert.equal(code, 3);
  assert.equal(stranger.heard.length, 1);
  assert.match(stranger.heard[0] ?? '', /^\/dev\/health\?nonce=[\w-]+ $/);
});

test('a program at a named address that cannot prove itself is sent neither the token nor the event', async () => {
  await using home = await emptyHome();
  await writeFile(`${home.path}/token`, 'secret\n');
  await using stranger = await poseAsHub();
  const env = { ...home.env, DEV_SYNC_URL: stranger.url, DEV_SYNC_TOKEN: 'secret' };
  const byEnvironment = await runCli(['send', 'a'], { env });
  const byOptions = await runCli(['send', 'a', '--url', stranger.url, '--token-file', `${home.path}/token`], { env: home.env });
  for (const { code, stdout, stderr } of [byEnvironment, byOptions]) {
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /does not know your token/);
  }
  assert.equal(stranger.heard.length, 2);
  for (const request of stranger.heard) assert.match(request, /^\/dev\/health\?nonce=[\w-]+ $/);
});

test('the token of the environment does not go with another --url, and a send without a token needs no proof', async () => {
  await using home = await emptyHome();
  await using stranger = await poseAsHub();
  const env = { ...home.env, DEV_SYNC_URL: 'http://localhost:1', DEV_SYNC_TOKEN: 'secret' };
  assert.equal((await runCli(['send', 'a', '--url', stranger.url], { env })).code, 0);
  assert.deepEqual(stranger.heard, ['/dev/webhook ']);
});

test("VS Code's own Node, which looks like an Electron app, runs it as any other", async () => {
  const pose = "data:text/javascript,Object.defineProperty(process.versions,'electron',{value:'39.2.0'})";
  const { code, stdout, stderr } = await runProgram(process.execPath, ['--import', pose, cliPath(), 'completion', 'bash']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^# dev-sync in bash/);
});

test('on a Node that is too old it says so in one sentence, and nothing else is loaded', async () => {
  const pose = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'});delete Promise.withResolvers";
  for (const parameters of [['serve', '--port', '0'], ['send', 'a'], ['history'], ['--version']]) {
    const { code, stdout, stderr } = await runProgram(process.execPath, ['--import', pose, cliPath(), ...parameters]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^dev-sync needs Node 22\.12 or later and this is Node 20\.20\.2: .*\n$/);
  }
});

for (const parameters of [['--help'], ['serve', '--help'], ['send', '--help'], ['history', '--help'], ['--version'], ['help']]) {
  test(`dev-sync ${parameters.join(' ')} prints to stdout and ends with status 0`, async () => {
    const { code, stdout, stderr } = await runCli(parameters);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, parameters[0] === '--version' ? /^\d+\.\d+\.\d+\n$/ : /^Usage: dev-sync/);
  });
}

for (const parameters of [
  [],
  ['unknown'],
  ['--loud'],
  ['serve', '--port', 'x'],
  ['serve', '--port', '65536'],
  ['serve', '--port', '-1'],
  ['serve', 'extra'],
  ['serve', '--allow-origin', 'foo'],
  ['serve', '--allow-host', 'a:b'],
]) {
  test(`dev-sync ${parameters.join(' ') || 'without a command'} is a usage error: status 2, words on stderr`, async () => {
    const { code, stdout, stderr } = await runCli(parameters);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^(dev-sync: .*\n {2}|Usage: dev-sync)/);
  });
}

test('a command means the hub of its own directory, and else the one nearest to the default port', async () => {
  await using home = await emptyHome();
  await using project = await emptyHome();
  await using far = await serveCli(['--port', '0'], { env: home.env, cwd: home.path });
  await using own = await serveCli(['--port', '0'], { env: home.env, cwd: project.path });
  assert.equal((await runCli(['send', 'a'], { env: home.env, cwd: project.path })).code, 0);
  const countOf = async (hub: { url: string }) => ((await (await fetch(`${hub.url}/dev/health`)).json()) as HealthAnswer).log.events;
  assert.deepEqual([await countOf(own), await countOf(far)], [1, 0]);
});

test('a port that a hub of mine has is said to be its, with its name', async () => {
  await using hub = await serveCli(['--port', '0']);
  const { code, stderr } = await runCli(['serve', '--port', String(hub.port)], { env: hub.env });
  assert.equal(code, 1);
  // The event log, which that hub has too, is of no interest then.
  assert.match(
    stderr,
    new RegExp(`^dev-sync: Port ${hub.port} has a hub of yours already, that of ${process.cwd()} \\(process ${hub.pid}\\)`),
  );
});

test('a hub that is ended from elsewhere says so', async () => {
  await using hub = await serveCli(['--port', '0']);
  const { token } = JSON.parse(await readFile(String(hub.ready.tokenFile), 'utf8')) as { token: string };
  await fetch(`${hub.url}/dev/shutdown`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await hub.ended).code, 0);
  assert.match(hub.stderr(), /The hub was ended from elsewhere/);
});
