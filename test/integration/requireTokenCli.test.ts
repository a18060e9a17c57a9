import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { emptyHome, runCli, serveCli } from '../support/cli.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';

const typesOf = (lines: string) =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { type: string }).type);

test('send and history work with a hub that asks for the token everywhere, through its state file', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  const sent = await runCli(['send', 'agent.created'], { env: hub.env });
  assert.deepEqual([sent.code, sent.stderr], [0, '']);
  const { code, stdout } = await runCli(['history', '--json'], { env: hub.env });
  assert.deepEqual([code, typesOf(stdout)], [0, ['agent.created']]);
});

test('send and history work with such a hub in a terminal that knows it by DEV_SYNC_URL and DEV_SYNC_TOKEN', async () => {
  await using server = await startTestServer({ requireToken: true });
  await using home = await emptyHome();
  const env = { ...home.env, DEV_SYNC_URL: server.url, DEV_SYNC_TOKEN: server.token };
  const sent = await runCli(['send', 'agent.created'], { env });
  assert.deepEqual([sent.code, sent.stderr], [0, '']);
  const { code, stdout } = await runCli(['history', '--json'], { env });
  assert.deepEqual([code, typesOf(stdout)], [0, ['agent.created']]);
});

test('a terminal from before a restart finds the present token in the state file of that port, and the old one is never sent', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  const env = { ...hub.env, DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: 'the-old-token' };
  const sent = await runCli(['send', 'agent.created'], { env });
  assert.deepEqual([sent.code, sent.stderr], [0, '']);
  const { code, stdout } = await runCli(['history', '--json'], { env });
  assert.deepEqual([code, typesOf(stdout)], [0, ['agent.created']]);
});

test('--url is enough for a hub of this user: its token is in the state file of that port', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  for (const url of [hub.url, `http://127.0.0.1:${hub.port}/`]) {
    const sent = await runCli(['send', 'agent.created', '--url', url], { env: hub.env });
    assert.deepEqual([sent.code, sent.stderr], [0, '']);
    const { stdout } = await runCli(['token', '--url', url], { env: hub.env });
    assert.equal(stdout, `${(JSON.parse(await readFile(String(hub.ready.tokenFile), 'utf8')) as { token: string }).token}\n`);
  }
});

test('with --url, too, the token of a state file is sent to nobody who does not prove to know it', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  await using stranger = await startHubElsewhere(hub.port);
  await runCli(['send', 'agent.created', '--url', stranger.url], { env: hub.env });
  assert.deepEqual(stranger.authorizations, []);
});

test('token without a known token says why, with status 1', async () => {
  await using server = await startTestServer();
  const { code, stdout, stderr } = await runCli(['token', '--url', server.url]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^dev-sync: The token of the hub at \S+ is not known here\.\n {2}\S/);
});

test('the token of a state file is sent to nobody who does not prove to know it', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  await using stranger = await startHubElsewhere(hub.port);
  const env = { ...hub.env, DEV_SYNC_URL: stranger.url, DEV_SYNC_TOKEN: 'the-old-token' };
  const { code } = await runCli(['send', 'agent.created'], { env });
  assert.equal(code, 3);
  assert.deepEqual(stranger.authorizations, []);
});

test('a token file that is out of date is not replaced by another token', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  await using files = await tempWorkspace({ token: 'the-old-token' });
  const named = ['--url', hub.url, '--token-file', `${files.path}/token`];
  assert.equal((await runCli(['send', 'agent.created', ...named], { env: hub.env })).code, 3);
});

test('a terminal from before a rotation is told why it is cut off and what helps where there is no such file, and the hub hears nothing of its token', async () => {
  await using server = await startTestServer({ requireToken: true });
  await using home = await emptyHome();
  const env = { ...home.env, DEV_SYNC_URL: server.url, DEV_SYNC_TOKEN: 'the-old-token' };
  for (const parameters of [['send', 'agent.created'], ['history']]) {
    const { code, stdout, stderr } = await runCli(parameters, { env });
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /does not know your token.*\n?.*a new terminal has the present one/s);
    assert.doesNotMatch(stderr, /the-old-token/);
  }
});

test('without a token such a hub tells nothing, and the words say what is missing', async () => {
  await using server = await startTestServer({ requireToken: true });
  await using home = await emptyHome();
  for (const parameters of [['send', 'agent.created'], ['history']]) {
    const { code, stdout, stderr } = await runCli([...parameters, '--url', server.url], { env: home.env });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /needs the token/);
  }
});

/** A program on the same port of another address, which says that it is a hub. */
async function startHubElsewhere(port: number) {
  const authorizations: string[] = [];
  const server = createServer(({ headers }, response) => {
    authorizations.push(...(headers.authorization === undefined ? [] : [headers.authorization]));
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ name: 'dev-sync', proof: 'none' }));
  });
  server.listen(port, '127.0.0.2');
  await once(server, 'listening');
  return { url: `http://127.0.0.2:${port}`, authorizations, [Symbol.asyncDispose]: async () => void server.close() };
}
