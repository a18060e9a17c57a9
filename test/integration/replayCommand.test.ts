import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runCli, startCli } from '../support/cli.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { loggedEvents } from '../support/loggedEvents.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startCliOnTerminal } from '../support/terminal.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const START = Date.parse('2026-11-22T10:00:00Z');

/** As the hub writes it, so many milliseconds after the first one. */
function written(n: number, offset = 0, data = `{"n":${n}}`): string {
  return `{"id":"x-${n}","type":"n","data":${data},"timestamp":"${new Date(START + offset).toISOString()}","source":"shop"}`;
}

async function fileOf(text: string) {
  const folder = await tempWorkspace();
  const path = `${folder.path}/events.ndjson`;
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => folder.dispose() };
}

async function numbersAt(hub: Parameters<typeof loggedEvents>[0]): Promise<unknown[]> {
  return (await loggedEvents(hub)).map(({ data }) => data.n);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('what `history --json` prints is published at another hub, digits and all', async () => {
  await using one = await startTestServer();
  await using other = await startTestServer();
  await one.post('/dev/webhook', '[{"event_type":"a","data":{"id":12345678901234567890}},{"event_type":"b","source":"shop"}]');
  const printed = await runCli(['history', '--url', one.url, '--json', '--all']);
  await using file = await fileOf(printed.stdout);
  const replayed = await runCli(['replay', file.path, '--url', other.url]);
  assert.deepEqual(replayed, { code: 0, signal: null, stdout: '2 events published\n', stderr: '' });
  const [first, second] = await Promise.all(
    [one, other].map(async ({ hub }) =>
      (await loggedEvents(hub.state)).map(({ type, data, source }) => JSON.stringify({ type, data, source })),
    ),
  );
  assert.deepEqual(second, first);
});

test('`history --json | dev-sync replay -` publishes what comes by stdin', async () => {
  await using server = await startTestServer();
  const replay = (input: string, parameters: readonly string[] = []) =>
    runCli(['replay', '-', '--url', server.url, ...parameters], { input });
  assert.equal((await replay(`${written(0)}\n${written(1)}\n`)).stdout, '2 events published\n');
  assert.deepEqual(await numbersAt(server.hub.state), [0, 1]);
  const empty = await replay('');
  assert.deepEqual([empty.code, empty.stdout], [1, '']);
  assert.match(empty.stderr, /^dev-sync: "stdin" has a mistake/);
});

test('--skip of all events is the end of a replay, and --skip beyond it a mistake', async () => {
  const replay = (skip: string) => runCli(['replay', '-', '--url', server.url, '--skip', skip], { input: `${written(0)}\n${written(1)}` });
  await using server = await startTestServer();
  assert.deepEqual(await replay('2'), { code: 0, signal: null, stdout: '0 events published\n', stderr: '' });
  const { code, stdout, stderr } = await replay('3');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^dev-sync: --skip 3 leaves out more events than there are: 2\. Nothing is published\.\n/);
});

test('an array and objects over several lines are read, too', async () => {
  await using server = await startTestServer();
  for (const text of ['[{"event_type":"a"},\n{"event_type":"b"}]', '{\n  "event_type": "c"\n}\n']) {
    await using file = await fileOf(text);
    assert.equal((await runCli(['replay', file.path, '--url', server.url])).code, 0);
  }
  assert.deepEqual(
    (await loggedEvents(server.hub.state)).map(({ type }) => type),
    ['a', 'b', 'c'],
  );
});

test('events come with the pauses that they had, unless all are wanted at once', async () => {
  await using server = await startTestServer();
  await using file = await fileOf([written(0), written(1, 400), written(2, 60 * 60_000)].join('\n'));
  await using program = startCli(['replay', file.path, '--url', server.url]);
  await until(async () => (await numbersAt(server.hub.state)).length === 2, 'two events');
  program.child.kill('SIGINT');
  assert.deepEqual(await within(program.ended, 'the end of the command'), { code: 1, signal: null });
  assert.match(program.stderr(), /^3 events in 1 h 0 min, as they were; --speed at-once .* The longest pause takes 59 min 59 s\.\n/);
  assert.match(program.stderr(), /\ndev-sync: Stopped\. 2 of 3 events are published\.\n {2}Then go on with --skip 2\.\n$/);
  const rest = await runCli(['replay', file.path, '--url', server.url, '--speed', 'at-once', '--skip', '2']);
  assert.deepEqual([rest.stdout, rest.stderr], ['1 event published\n', '']);
  assert.deepEqual(await numbersAt(server.hub.state), [0, 1, 2]);
});

test('over a hub that is killed and started again, every event is published once and in order', { timeout: 60_000 }, async () => {
  await using hub = await startKillableHub();
  await using file = await fileOf(
    range(0, 300)
      .map((n) => written(n, n * 10))
      .join('\n'),
  );
  await using program = startCli(['replay', file.path], { env: { DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: hub.token } });
  await until(async () => (await numbersAt(hub)).length > 0, 'the first event');
  await hub.kill();
  await until(() => program.stderr().includes('does not answer'), 'the words');
  await hub.start();
  assert.deepEqual(await within(program.ended, 'the end of the command', 30_000), { code: 0, signal: null }, program.stderr());
  assert.deepEqual(await numbersAt(hub), range(0, 300));
});

test('of a file with mistakes nothing is published, and they are named', async () => {
  await using server = await startTestServer();
  await using file = await fileOf([written(0), '{"type":"a"', written(1), 'nonsense', ...Array(5).fill('{}')].join('\n'));
  const { code, stdout, stderr } = await runCli(['replay', file.path, '--url', server.url]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(
    stderr,
    /^dev-sync: ".*events\.ndjson" has 7 mistakes, so nothing is published\.\n {2}Line 2: .* Line 4: .* There are 2 more\.\n$/,
  );
  assert.deepEqual(await loggedEvents(server.hub.state), []);
});

test('a terminal shows how far it is', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using file = await fileOf(
    range(0, 5)
      .map((n) => written(n, n * 200))
      .join('\n'),
  );
  await using program = startCliOnTerminal(50, ['replay', file.path, '--url', server.url]);
  assert.deepEqual(await within(program.ended, 'the end of the command', 30_000), { code: 0, signal: null });
  const [first, ...drawn] = program.stdout().split('\r\u001b[K');
  assert.deepEqual([first, drawn.pop()], ['', '5 events published\r\n']);
  assert.match(drawn.join('\n'), /^▕.*▏ {3}0% {2}1 event\n[\s\S]*▕█.*▏ {2}50% {2}3 events/);
});

for (const [name, parameters, code, words] of [
  ['a file that is not there', ['/no/such/file'], 1, /"\/no\/such\/file" could not be read/],
  ['a folder', ['/tmp'], 1, /could not be read/],
  ['no file', [], 2, /Missing required argument 'file'/],
  ['another speed', ['x', '--speed', 'slow'], 2, /original, at-once/],
] as const) {
  test(`replay with ${name} ends with status ${code} and says why`, async () => {
    const result = await runCli(['replay', '--url', 'http://localhost:1', ...parameters]);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, words);
    assert.doesNotMatch(result.stderr, /\n +at /);
  });
}
