import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli, runProgram, serveCli } from '../support/cli.ts';
import { isInstalled, type Shell, typeIn } from '../support/shellTerminal.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** What the hub of this environment makes the shell offer. */
async function offeredBy(server: TestServer, ...words: readonly string[]): Promise<string[]> {
  const env = { DEV_SYNC_URL: server.url, DEV_SYNC_TOKEN: server.token };
  const { code, stdout, stderr } = await runCli(['__complete', '--', ...words], { env });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t')[0] ?? '');
}

test('types and senders that the hub has seen are offered, also within a query and a list', async () => {
  await using server = await startTestServer();
  for (const type of ['agent.created', 'order.paid']) await server.post('/dev/webhook', { event_type: type, source: 'shop' });
  assert.deepEqual(await offeredBy(server, 'send', 'ag'), ['agent.created']);
  assert.deepEqual(await offeredBy(server, 'tail', 'type:or'), ['type:order.paid']);
  assert.deepEqual(await offeredBy(server, 'history', '--types', 'agent.created,o'), ['agent.created,order.paid']);
  assert.deepEqual(await offeredBy(server, 'send', 'a', '--source', 's'), ['shop']);
});

test('words of strangers that a shell would act on are not offered', async () => {
  await using server = await startTestServer();
  for (const type of ['$(reboot)', '`id`', 'a;b', 'a b', "a'b", 'a"', 'a&b', '~', 'agent.fine']) await server.publish(type);
  assert.deepEqual(await offeredBy(server, 'send', ''), ['agent.fine']);
});

test('without a hub commands and options are offered all the same', async () => {
  const { code, stdout } = await runCli(['__complete', '--', 'send', '']);
  assert.deepEqual([code, stdout], [0, 'words\n']);
  assert.match((await runCli(['__complete', '--', 'tok'])).stdout, /^words\ntoken\t/);
});

test('bash replaces what it takes for a word, which a colon ends', async () => {
  await using server = await startTestServer();
  await server.publish('agent.created');
  const script = `source <(${process.execPath} dist/cli.js completion bash)
    dev-sync() { ${process.execPath} dist/cli.js "$@"; }
    COMP_LINE='dev-sync tail type:ag' COMP_POINT=21 COMP_WORDS=(dev-sync tail type : ag) COMP_CWORD=4
    _dev_sync 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { DEV_SYNC_URL: server.url, DEV_SYNC_TOKEN: server.token };
  assert.equal((await runProgram('/bin/bash', ['-c', script], { env })).stdout, 'agent.created\n');
});

for (const shell of ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[]) {
  test(`the Tab key completes commands, types and files in ${shell}`, { skip: !isInstalled(shell), timeout: 60_000 }, async () => {
    await using hub = await serveCli();
    await runCli(['send', 'agent.created'], { env: hub.env });
    const steps = [
      ['dev-sync hist\t', 'ory'],
      ['--typ\t', 'es'],
      ['agen\t', 't.created'],
      [`--token-file ${hub.env.XDG_STATE_HOME}/dev-sync/hu\t`, 'bs'],
      [`${hub.port}.js\t`, 'on'],
      ['--all --js\t', 'on'],
      ['\n', '"type":"agent.created"'],
    ] as const;
    const { code, stdout, stderr } = await typeIn(shell, steps, hub.env);
    assert.equal(code, 0, stdout + stderr);
  });
}
