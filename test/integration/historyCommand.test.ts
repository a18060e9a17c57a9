import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { DAY_MS } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { cliPath, emptyHome, type Finished, runCli, serveCli, startCli, startProgram } from '../support/cli.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

function historyOf(server: TestServer, parameters: readonly string[] = []): Promise<Finished> {
  return runCli(['history', '--url', server.url, ...parameters]);
}

/** The output as lines, of a command that had nothing to say beside it. */
function linesOf({ code, stdout, stderr }: Finished, words = ''): string[] {
  assert.deepEqual([code, stderr], [0, words]);
  assert.ok(stdout === '' || stdout.endsWith('\n'), 'the last line is whole');
  return stdout.split('\n').slice(0, -1);
}

async function numbersOf(server: TestServer, ...parameters: string[]): Promise<number[]> {
  const lines = linesOf(await historyOf(server, ['--json', ...parameters]));
  return lines.map((line) => (JSON.parse(line) as { data: { n: number } }).data.n);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** Posts events that are numbered from 0 and answers their ids. */
async function fill(server: TestServer, count: number, pad = ''): Promise<string[]> {
  for (let from = 0; from < count; from += 1000) {
    const numbers = range(from, Math.min(from + 1000, count));
    okJson(
      await server.post(
        '/dev/webhook',
        numbers.map((n) => ({ event_type: n % 2 ? 'odd' : 'even', data: { n, pad } })),
      ),
    );
  }
  const newest = okJson(await server.ask('/dev/history?limit=1000')).events as { id: string }[];
  return newest.map(({ id }) => id);
}

test('history prints the newest 100 events, oldest first, and says that there are more', async () => {
  await using server = await startTestServer();
  await fill(server, 150);
  const words = 'These are the newest 100 events; --limit <n> prints more, --all everything.\n';
  const lines = linesOf(await historyOf(server), words);
  assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}even {2}\{"n":50,"pad":""\}$/);
  assert.deepEqual(
    lines.map((line) => Number(/"n":(\d+)/.exec(line)?.[1])),
    range(50, 150),
  );
});

test('--limit, --after and --before choose the part, of any size', async () => {
  await using server = await startTestServer();
  const ids = await fill(server, 1000);
  const [id200 = '', id900 = ''] = [ids[200], ids[900]];
  assert.deepEqual(await numbersOf(server, '--limit', '2'), [998, 999]);
  assert.deepEqual(await numbersOf(server, '--limit', '2', '--before', id200), [198, 199]);
  assert.deepEqual(await numbersOf(server, '--limit', '2', '--after', id200), [201, 202]);
  assert.deepEqual(await numbersOf(server, '--after', id900), range(901, 1000));
  assert.deepEqual(await numbersOf(server, '--all', '--after', id200, '--before', id900), range(201, 900));
  assert.deepEqual(await numbersOf(server, '--all', '--before', id200), range(0, 200));
});

test('--all and a large --limit go on over the pages', async () => {
  await using server = await startTestServer();
  await fill(server, 2500);
  assert.deepEqual(await numbersOf(server, '--all'), range(0, 2500));
  assert.deepEqual(await numbersOf(server, '--limit', '1500'), range(1000, 2500));
  assert.deepEqual(await numbersOf(server, '--limit', '2500'), range(0, 2500));
  assert.deepEqual(await numbersOf(server, '--limit', '9000'), range(0, 2500));
  assert.deepEqual(await numbersOf(server, '--limit', '1200', '--after', 'earliest'), range(0, 1200));
});

test('--types, --source and --search choose the events, all of them together', async () => {
  await using server = await startTestServer();
  const event = (n: number, event_type: string, source: string, text: string) => ({ event_type, source, data: { n, text } });
  const events = [
    event(0, 'agent.a', 'shop', 'Größe'),
    event(1, 'agent.b', 'shop', 'zebra'),
    event(2, 'other', 'shop', 'größe'),
    event(3, 'agent.a', 'till', '"'),
  ];
  okJson(await server.post('/dev/webhook', events));
  assert.deepEqual(await numbersOf(server, '--types', 'agent.*'), [0, 1, 3]);
  assert.deepEqual(await numbersOf(server, '--types', 'agent.b,other'), [1, 2]);
  assert.deepEqual(await numbersOf(server, '--source', 'till'), [3]);
  assert.deepEqual(await numbersOf(server, '--search', 'GRÖßE'), [0, 2]);
  assert.deepEqual(await numbersOf(server, '--types', 'agent.*', '--source', 'shop', '--search', 'Zebra', '--all'), [1]);
});

test('a query is given as words, as --query, or in both ways, and a term may begin with a minus', async () => {
  await using server = await startTestServer();
  await fill(server, 20);
  assert.deepEqual(await numbersOf(server, 'type:od*', 'data.n>14'), [15, 17, 19]);
  assert.deepEqual(await numbersOf(server, 'type:od* data.n>14', '--limit', '1'), [19]);
  assert.deepEqual(await numbersOf(server, '-type:odd', 'data.n>15'), [16, 18]);
  assert.deepEqual(await numbersOf(server, '--query', 'data.n>15'), [16, 17, 18, 19]);
  assert.deepEqual(await numbersOf(server, '--query', 'data.n>15', '--types', 'even', '--', '-data.n:18'), [16]);
});

test('--json prints each event as the hub has it, digits and all, a line each', async () => {
  await using server = await startTestServer();
  const data = '{"id":12345678901234567890,"list":[-9007199254740993,1.5],"text":"a\\n\\u2028b\\"},{\\\\ ü 💥","":null}';
  okJson(await server.post('/dev/webhook', `{"event_type":"exact","data":${data},"source":"s"}`));
  const { id } = okJson(await server.post('/dev/webhook', { event_type: 'second' }));
  const [first = '', second = '', ...rest] = linesOf(await historyOf(server, ['--json', '--all']));
  assert.ok(first.includes(`"data":${data}`), first);
  assert.equal(second, (await server.ask(`/dev/history/${id}`)).text);
  assert.deepEqual(rest, []);
});

test('lines for people are whole when they go elsewhere, and free of what a terminal obeys', async () => {
  await using server = await startTestServer();
  okJson(
    await server.post(
      '/dev/webhook',
      `{"event_type":"a\u202eb","data":{"pad":"${'y'.repeat(500)}","n":12345678901234567890,"esc":"\\u001b[2J"}}`,
    ),
  );
  const [line = '', ...rest] = linesOf(await historyOf(server));
  assert.ok(line.includes('y'.repeat(500)) && line.includes('"n":12345678901234567890'), line);
  assert.doesNotMatch(line, /[\p{Cc}\u202e]/u);
  assert.deepEqual(rest, []);
});

test('where nothing is found, words say so and stdout is empty', async () => {
  await using server = await startTestServer();
  for (const parameters of [[], ['--json'], ['--all'], ['--types', 'no.such'], ['--source', ''], ['--after', 'earliest']]) {
    assert.deepEqual(linesOf(await historyOf(server, parameters), `No event was found in the log of ${server.url}.\n`), []);
  }
});

test('events that leave the log while they wait for a slow reader are said to be left out; the others come', {
  timeout: 60_000,
}, async () => {
  await using server = await startTestServer({ retention: { maxEvents: 3000, maxBytes: 2 ** 30, maxAgeMs: DAY_MS } });
  const pad = 'x'.repeat(1000);
  await fill(server, 3000, pad);
  await using program = startCli(['history', '--url', server.url, '--all', '--json']);
  await until(() => program.stdout().length > 0, 'the first lines');
  program.child.stdout?.pause();
  await fill(server, 4000, pad);
  program.child.stdout?.resume();
  assert.deepEqual(await within(program.ended, 'the end of the command', 30_000), { code: 0, signal: null });
  const numbers = program
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { data: { n: number } }).data.n);
  const first = numbers.length - 3000;
  assert.deepEqual([numbers.slice(0, first), numbers.slice(first)], [range(0, first), range(1000, 4000)]);
  assert.ok(first >= 1000, `${first} events of before`);
  assert.equal(program.stderr(), 'Events are missing here: they left the log while it was read, since it keeps the newest only.\n');
});

test('who reads only the first line ends it quietly, however much there is', async () => {
  const event = JSON.stringify({ id: 'x', type: 'a', data: {}, timestamp: '2025-01-01T00:00:00.000Z', source: null });
  const page = `{"success":true,"events":[${Array(1000).fill(event).join(',')}],"next":"x","prev":null}`;
  const endless = createServer((_request, response) => void response.end(page)).listen(0, '127.0.0.1');
  await once(endless, 'listening');
  const { port } = endless.address() as AddressInfo;
  const script = `"${process.execPath}" "${cliPath()}" history --url http://127.0.0.1:${port} --all | head -1`;
  await using pipe = startProgram('/bin/bash', ['--norc', '-o', 'pipefail', '-c', script]);
  const exit = await within(pipe.ended, 'the end of the pipe').finally(() => {
    endless.close();
    endless.closeAllConnections();
  });
  assert.deepEqual([exit, pipe.stdout().split('\n').length, pipe.stderr()], [{ code: 0, signal: null }, 2, '']);
});

test('the hub that runs is found, with its token where it is asked for', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  assert.equal((await runCli(['send', 'a'], { env: hub.env })).code, 0);
  const found = await runCli(['history', '--json'], { env: hub.env });
  assert.equal((JSON.parse(found.stdout) as { type: string }).type, 'a');
  const { code, stdout, stderr } = await runCli(['history', '--url', hub.url]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /needs the token/);
});

for (const [name, parameters, code, words] of [
  ['an --after that the log does not know', ['--after', 'made-up'], 1, /no event with this id/],
  ['a --before that the log does not know', ['--all', '--before', 'made-up'], 1, /no event with this id/],
  ['a --search that is too long', ['--search', 'x'.repeat(3000)], 1, /2000 characters/],
  ['--limit 0', ['--limit', '0'], 2, /whole number from 1/],
  ['--limit -1', ['--limit', '-1'], 2, /whole number from 1/],
  ['--limit 1e3', ['--limit', '1e3'], 2, /whole number from 1/],
  ['--limit and --all', ['--limit', '5', '--all'], 2, /cannot be used with/],
  ['a query with a mistake', ['even', 'after:x'], 2, /even after:x\n +\^\n/],
  ['an option that is none', ['even', '--limt', '5'], 2, /Unknown option '--limt'/],
] as const) {
  test(`history with ${name} ends with status ${code} and says why`, async () => {
    await using server = await startTestServer();
    const result = await historyOf(server, parameters);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, words);
    assert.doesNotMatch(result.stderr, /\n +at /);
  });
}

test('history without a hub ends with status 3', async () => {
  await using home = await emptyHome();
  const { code, stdout, stderr } = await runCli(['history', '--url', 'http://localhost:1'], { env: home.env });
  assert.deepEqual([code, stdout], [3, ''], stderr);
});
