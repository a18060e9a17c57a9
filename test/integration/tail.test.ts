import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRetention, type HealthAnswer } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { cliPath, emptyHome, type Program, runCli, type ServedHub, serveCli, startCli, startProgram } from '../support/cli.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { createLine } from '../support/line.ts';
import { quietPort } from '../support/ports.ts';
import { takePort } from '../support/recordingStranger.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const LEFT_OUT = 'Events are left out: the log did not keep them before they were read here.';

async function subscribersOf(url: string): Promise<number> {
  return ((await (await fetch(`${url}/dev/health`)).json()) as HealthAnswer).subscribers;
}

/** `dev-sync tail` that hears whatever is posted from now on. */
async function startTail(url: string, parameters: readonly string[] = [], hub = url): Promise<Program> {
  const program = startCli(['tail', '--url', url, ...parameters]);
  await until(async () => (await subscribersOf(hub)) > 0, `the stream of tail; stderr: ${program.stderr()}`);
  return program;
}

const linesOf = ({ stdout }: Program) => stdout().split('\n').slice(0, -1);
const numbersIn = (program: Program) => linesOf(program).map((line) => (JSON.parse(line) as { data: { n: number } }).data.n);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

function publish(url: string, numbers: readonly number[], pad = ''): Promise<Response> {
  const body = JSON.stringify(numbers.map((n) => ({ event_type: n % 2 ? 'odd' : 'even', data: { n, pad } })));
  return fetch(`${url}/dev/webhook`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
}

async function assertEndedBy(program: Program, signal: NodeJS.Signals): Promise<void> {
  program.child.kill(signal);
  assert.deepEqual(await within(program.ended, 'the end of tail'), { code: 0, signal: null }, program.stderr());
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`tail prints a line per event as it comes, no gauges, and ends with 0 by ${signal}`, async () => {
    await using server = await startTestServer();
    await server.publish('before');
    await using program = await startTail(server.url);
    await server.publish('agent.created', { name: 'Ann' });
    okJson(await server.post('/dev/webhook', { event_type: 'audio_level', data: { audioLevel: 5 } }));
    await server.publish('second');
    await until(() => linesOf(program).length === 2, 'two lines');
    assert.match(program.stdout(), /^\d\d:\d\d:\d\d {2}agent\.created {2}\{"name":"Ann"\}\n\d\d:\d\d:\d\d {2}second {2}\{\}\n$/);
    await assertEndedBy(program, signal);
    assert.equal(program.stderr(), '');
  });
}

test('tail prints what the query lets through, wherever its words and its minus stand', async () => {
  await using server = await startTestServer();
  await using program = await startTail(server.url, ['-type:even', '--json', 'data.n>=3', 'odd']);
  await publish(server.url, range(0, 8));
  await until(() => linesOf(program).length === 3, 'three lines');
  assert.deepEqual(numbersIn(program), [3, 5, 7]);
});

test('behind -- every word is a term', async () => {
  await using server = await startTestServer();
  await using program = await startTail(server.url, ['--json', '-type:even', '--', '--foo', '-j', '-data.n:5']);
  for (const [n, pad] of [
    [1, 'x-foo'],
    [3, 'j'],
    [5, ''],
    [4, ''],
    [7, 'foo'],
    [9, ''],
  ] as const)
    await publish(server.url, [n], pad);
  await until(() => linesOf(program).length >= 2, 'two lines');
  assert.deepEqual(numbersIn(program), [7, 9]);
});

test('tail --json prints each event as the hub has it, digits and all', async () => {
  await using server = await startTestServer();
  await using program = await startTail(server.url, ['--json']);
  const { id } = okJson(await server.post('/dev/webhook', '{"event_type":"a","data":{"id":12345678901234567890,"x":"\\u202e\\u001b"}}'));
  const [line] = await until(() => (linesOf(program).length > 0 ? linesOf(program) : undefined), 'the line');
  assert.equal(line, (await server.ask(`/dev/history/${id}`)).text);
});

test('tail --since begins behind an event, or with the oldest one, and goes on live', async () => {
  await using server = await startTestServer();
  const first = await server.publish('first', { n: 0 });
  await publish(server.url, range(1, 300));
  await using behind = await startTail(server.url, ['--json', '--since', first]);
  await using all = await startTail(server.url, ['--json', '--since', 'earliest']);
  await publish(server.url, range(300, 310));
  await until(() => linesOf(behind).length >= 309 && linesOf(all).length >= 310, 'all lines');
  assert.deepEqual([numbersIn(behind), numbersIn(all)], [range(1, 310), range(0, 310)]);
});

test('tail goes on when the hub was killed and started again, each event once', { timeout: 60_000 }, async () => {
  await using hub = await startKillableHub();
  await using program = await startTail(hub.url, ['--json']);
  await publish(hub.url, range(0, 5));
  await until(() => linesOf(program).length === 5, 'the first lines');
  await hub.kill();
  await until(() => program.stderr() !== '', 'the words');
  await hub.start();
  await publish(hub.url, range(5, 10));
  await until(() => linesOf(program).length >= 10, 'the other lines');
  assert.deepEqual(numbersIn(program), range(0, 10));
  assert.deepEqual(program.stderr().split('\n'), [
    `The connection to the hub at ${hub.url} ended. Waiting for it to come back; Ctrl-C ends this.`,
    'Connected again.',
    '',
  ]);
  await assertEndedBy(program, 'SIGINT');
});

test('tail says that the hub has another log, and prints all of that', { timeout: 60_000 }, async () => {
  await using hub = await startKillableHub({ isInMemory: true });
  await using program = await startTail(hub.url, ['--json']);
  await publish(hub.url, range(0, 2));
  await until(() => linesOf(program).length === 2, 'the first lines');
  await hub.kill();
  await hub.start();
  await publish(hub.url, range(2, 5));
  await until(() => linesOf(program).length >= 5, 'the other lines');
  assert.deepEqual(numbersIn(program), range(0, 5));
  assert.match(program.stderr(), /Connected again\.\nThe hub has another log now: .*\n$/);
});

test('tail says what it has missed when its connection was cut', { timeout: 60_000 }, async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
  await using line = await createLine(server.port);
  await using program = await startTail(line.url, ['--json'], server.url);
  await publish(server.url, [0]);
  await until(() => linesOf(program).length === 1, 'the first line');
  line.cut();
  await until(() => program.stderr() !== '', 'the words');
  await publish(server.url, range(1, 20));
  await until(() => linesOf(program).length >= 6, 'the other lines');
  assert.deepEqual(numbersIn(program), [0, ...range(15, 20)]);
  assert.ok(program.stderr().endsWith(`Connected again.\n${LEFT_OUT}\n`), program.stderr());
});

test('tail finds its hub again with the new token', { timeout: 60_000 }, async () => {
  const port = await quietPort();
  const serve = async (env: ServedHub['env'] | undefined) => serveCli(['--port', `${port}`, '--require-token'], env ? { env } : {});
  await using hub = await serve(undefined);
  await using program = startCli(['tail', '--json', '--since', 'earliest'], { env: hub.env });
  const send = async (text: string) => assert.equal((await runCli(['send', text], { env: hub.env })).code, 0);
  await send('one');
  await until(() => linesOf(program).length === 1, `the first line: ${program.stderr()}`);
  hub.child.kill('SIGKILL');
  await hub.ended;
  await using next = await serve(hub.env);
  assert.equal(next.port, port);
  await send('two');
  await until(() => linesOf(program).length >= 2, `the second line: ${program.stderr()}`);
  assert.deepEqual(
    linesOf(program).map((line) => (JSON.parse(line) as { type: string }).type),
    ['one', 'two'],
  );
});

test('tail waits for the hub while something else answers in its place, and tells that one nothing', { timeout: 60_000 }, async () => {
  const port = await quietPort();
  await using hub = await serveCli(['--port', `${port}`]);
  await using program = startCli(['tail', '--json', '--since', 'earliest'], { env: hub.env });
  await runCli(['send', 'one'], { env: hub.env });
  await until(() => linesOf(program).length === 1, `the first line: ${program.stderr()}`);
  hub.child.kill('SIGKILL');
  await hub.ended;
  const stranger = await takePort(port);
  await until(() => stranger.heard.length >= 2, 'it was asked for a proof');
  await stranger[Symbol.asyncDispose]();
  await using next = await serveCli(['--port', `${port}`], { env: hub.env });
  await runCli(['send', 'two'], { env: next.env });
  await until(() => linesOf(program).length >= 2, `the second line: ${program.stderr()}`);
  assert.ok(stranger.heard.every((request) => request.includes('/dev/health?nonce=') && !/authorization/i.test(request)));
});

test('a reader that is slow holds up the hub, and gets everything once', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using program = await startTail(server.url, ['--json']);
  program.child.stdout?.pause();
  for (let from = 0; from < 8000; from += 1000) await publish(server.url, range(from, from + 1000), 'x'.repeat(1000));
  program.child.stdout?.resume();
  await until(() => linesOf(program).length >= 8000, 'all lines', 30_000);
  assert.deepEqual(numbersIn(program), range(0, 8000));
});

test('a stalled reader does not keep Ctrl-C from ending it', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using program = await startTail(server.url);
  program.child.stdout?.pause();
  for (let from = 0; from < 4000; from += 1000) await publish(server.url, range(from, from + 1000), 'x'.repeat(1000));
  program.child.kill('SIGINT');
  const exited = new Promise((resolve) => program.child.once('exit', resolve));
  assert.equal(await within(exited, 'the end of tail'), 0);
  program.child.stdout?.resume();
});

test('a reader that went away ends it quietly', async () => {
  await using server = await startTestServer();
  const script = `"${process.execPath}" "${cliPath()}" tail --url ${server.url} | head -1`;
  await using pipe = startProgram('/bin/bash', ['--norc', '-o', 'pipefail', '-c', script]);
  await until(async () => (await subscribersOf(server.url)) > 0, 'the stream of tail');
  const ended = within(pipe.ended, 'the end of the pipe');
  let isEnded = false;
  void ended.finally(() => {
    isEnded = true;
  });
  await until(async () => (await server.publish('a')) && isEnded, 'the end of the pipe');
  assert.deepEqual([await ended, pipe.stdout().split('\n').length, pipe.stderr()], [{ code: 0, signal: null }, 2, '']);
});

async function failureOf(server: TestServer, parameters: readonly string[]) {
  const { code, stdout, stderr } = await runCli(['tail', '--url', server.url, ...parameters]);
  assert.equal(stdout, '');
  assert.doesNotMatch(stderr, /\n +at /);
  return { code, stderr };
}

test('a wrong query ends tail and history with status 2 and shows its place', async () => {
  await using server = await startTestServer();
  const words = 'dev-sync: This is not a time.\n  type:a after:yesterdayy b\n               ^^^^^^^^^^\n';
  const tail = await failureOf(server, ['type:a', 'after:yesterdayy', 'b']);
  assert.equal(tail.code, 2);
  assert.ok(tail.stderr.startsWith(words), tail.stderr);
  const history = await runCli(['history', '--url', server.url, '--query', 'type:a after:yesterdayy b']);
  assert.deepEqual([history.code, history.stdout, history.stderr], [2, '', tail.stderr]);
});

for (const [name, parameters, code, words] of [
  ['an option that is not there', ['--jsno'], 2, /Unknown option '--jsno'/],
  ['a short option that is not there', ['-j'], 2, /Unknown option '-j'\.\n.*-- -j/],
  ['a minus too few', ['type:a', '-json'], 2, /Unknown option '-json'/],
  ['an empty --since', ['--since', ''], 2, /id of an event, or earliest/],
  ['a --since that the log does not know', ['--since', 'made-up'], 1, /no event with this id/],
] as const) {
  test(`tail with ${name} ends with status ${code} and says why`, async () => {
    await using server = await startTestServer();
    const failure = await failureOf(server, parameters);
    assert.equal(failure.code, code);
    assert.match(failure.stderr, words);
  });
}

test('tail without a hub ends with status 3', async () => {
  await using home = await emptyHome();
  const { code, stdout } = await runCli(['tail', '--url', 'http://localhost:1'], { env: home.env });
  assert.deepEqual([code, stdout], [3, '']);
});

test('history --query prints what the query lets through, over all pages', async () => {
  await using server = await startTestServer();
  for (let from = 0; from < 3000; from += 1000) await publish(server.url, range(from, from + 1000));
  const { code, stdout } = await runCli(['history', '--url', server.url, '--json', '--all', '--query', 'type:odd data.n<2500 after:1h']);
  const numbers = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { data: { n: number } }).data.n);
  assert.deepEqual([code, numbers], [0, range(0, 2500).filter((n) => n % 2 === 1)]);
});
