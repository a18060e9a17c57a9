import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { limits } from '../../src/shared/api.ts';
import { runCli, serveCli, startCli } from '../support/cli.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { loggedEvents } from '../support/loggedEvents.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startCliOnTerminal } from '../support/terminal.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const line = (n: number) => JSON.stringify({ event_type: 'n', data: { n } });
const linesOf = (numbers: readonly number[]) => numbers.map((n) => `${line(n)}\n`).join('');

async function numbersAt(hub: Parameters<typeof loggedEvents>[0]): Promise<unknown[]> {
  return (await loggedEvents(hub)).map(({ data }) => data.n);
}

function sendLines(server: Pick<TestServer, 'url'>, input: string, parameters: readonly string[] = []) {
  return runCli(['send', '--url', server.url, '--ndjson', ...parameters], { input });
}

test('the lines of stdin are published in their order, digits and senders and all', async () => {
  await using server = await startTestServer();
  const input = [
    '\ufeff{"event_type":"a","data":{"id":12345678901234567890,"zero":-0}}\r',
    '',
    '{"event_type":"b","source":"shop","timestamp":"2026-11-22T09:00:00Z"}',
    '{"id":"x","type":"c","data":{"as":"history"},"timestamp":"2025-01-01T00:00:00.000Z","source":null}',
    '{"type":"stream.gap","data":{}}',
    '{"event_type":"last"}',
  ].join('\n');
  const sent = await sendLines(server, input, ['--source', 'seed']);
  assert.deepEqual(sent, { code: 0, signal: null, stdout: '4 events published\n', stderr: '' });
  const events = (await loggedEvents(server.hub.state)).map(({ type, data, source, sent_at }) =>
    JSON.stringify([type, data, source, sent_at]),
  );
  assert.deepEqual(events, [
    '["a",{"id":12345678901234567890,"zero":-0},"seed",null]',
    '["b",{},"shop","2026-11-22T09:00:00Z"]',
    '["c",{"as":"history"},"seed",null]',
    '["last",{},"seed",null]',
  ]);
});

test('a file goes in batches, and --json tells the first and the last of its events', async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/events.ndjson`;
  await writeFile(path, linesOf(range(0, 5500)));
  const { code, stdout, stderr } = await runCli(['send', '--url', server.url, '--json', '--ndjson', path]);
  assert.deepEqual([code, stderr], [0, '']);
  const events = await loggedEvents(server.hub.state);
  assert.deepEqual(
    events.map(({ data }) => data.n),
    range(0, 5500),
  );
  assert.deepEqual(JSON.parse(stdout), { success: true, accepted: 5500, first_id: events[0]?.id, last_id: events.at(-1)?.id });
});

test('a line that comes alone is published at once, not when there is a batch', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/pipe`;
  await promisify(execFile)('mkfifo', [path]);
  await using program = startCli(['send', '--url', server.url, '--ndjson', path]);
  const pipe = await open(path, 'w');
  for (const n of [1, 2, 3]) {
    await pipe.write(`${line(n)}\n`);
    await until(async () => (await numbersAt(server.hub.state)).length === n, `event ${n}: ${program.stderr()}`);
  }
  await pipe.close();
  assert.deepEqual(await within(program.ended, 'the end of the command'), { code: 0, signal: null });
  assert.equal(program.stdout(), '3 events published\n');
});

test('over a hub that is killed and started again, every event is published once and in order', { timeout: 120_000 }, async () => {
  await using hub = await startKillableHub();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/events.ndjson`;
  await writeFile(path, linesOf(range(0, 60_000)));
  await using program = startCli(['send', '--url', hub.url, '--ndjson', path], {
    env: { DEV_SYNC_TOKEN: hub.token, DEV_SYNC_URL: hub.url },
  });
  for (const published of [1, 20_000]) {
    await until(async () => (await (await fetch(`${hub.url}/dev/health`)).json()).log.events >= published, 'some events');
    await hub.kill();
    await hub.start();
  }
  assert.deepEqual(await within(program.ended, 'the end of the command', 60_000), { code: 0, signal: null }, program.stderr());
  assert.equal(program.stdout(), '60,000 events published\n');
  assert.deepEqual(await numbersAt(hub), range(0, 60_000));
  const again = [`The hub at ${hub.url} does not answer. Trying for two minutes; Ctrl-C ends this.`, 'Connected again.'];
  assert.deepEqual(program.stderr().split('\n'), [...again, ...again, '']);
});

test('a hub that was started again with another token is found again', { timeout: 60_000 }, async () => {
  const parameters = ['--port', `${await quietPort()}`, '--require-token'];
  await using folder = await tempWorkspace();
  const path = `${folder.path}/pipe`;
  await promisify(execFile)('mkfifo', [path]);
  await using hub = await serveCli(parameters);
  await using program = startCli(['send', '--ndjson', path], { env: hub.env });
  const pipe = await open(path, 'w');
  await pipe.write(linesOf([0]));
  await until(() => hub.stdout().includes('"n":0'), `the first event: ${program.stderr()}`);
  hub.child.kill('SIGKILL');
  await hub.ended;
  await pipe.write(linesOf([1]));
  await until(() => program.stderr().includes('does not answer'), 'the words');
  await using next = await serveCli(parameters, { env: hub.env });
  await pipe.close();
  assert.deepEqual(await within(program.ended, 'the end of the command', 20_000), { code: 0, signal: null }, program.stderr());
  assert.equal(program.stdout(), '2 events published\n');
  const { stdout } = await runCli(['history', '--json'], { env: next.env });
  assert.deepEqual(stdout.match(/"n":\d/g), ['"n":0', '"n":1']);
});

test('of a batch with a mistake nothing is sent; its line is named, and --skip goes on behind what is published', async () => {
  await using server = await startTestServer();
  const lines = range(0, 2500).map(line);
  const broken = lines.with(2200, '{"event_type":"n","data":{"n":2200}');
  const { code, stdout, stderr } = await sendLines(server, `\n${broken.join('\n')}`);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(
    stderr,
    /^dev-sync: Line 2,202 cannot be published: It is not valid JSON: .* 2,000 events are published, up to line 2,001\.\n/,
  );
  assert.match(stderr, /\n {2}Correct that line\. Then go on with --skip 2000\.\n$/);
  assert.deepEqual(await numbersAt(server.hub.state), range(0, 2000));
  assert.equal((await sendLines(server, `\n${lines.join('\n')}`, ['--skip', '2000'])).stdout, '500 events published\n');
  assert.deepEqual(await numbersAt(server.hub.state), range(0, 2500));
});

test('--skip 0 begins at the beginning', async () => {
  await using server = await startTestServer();
  assert.equal((await sendLines(server, linesOf([0, 1]), ['--skip', '0'])).stdout, '2 events published\n');
});

test('--skip of all lines is the end of a file, and --skip beyond it a mistake', async () => {
  await using server = await startTestServer();
  assert.equal((await sendLines(server, linesOf([0, 1]), ['--skip', '2'])).stdout, '0 events published\n');
  const { code, stdout, stderr } = await sendLines(server, linesOf([0, 1]), ['--skip', '3', '--json']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^dev-sync: --skip 3 leaves out more events than there are: 2\. Nothing is published\.\n/);
});

const mistakes: readonly (readonly [name: string, input: string, words: RegExp])[] = [
  ['an array over several lines', `[\n${line(1)}\n]`, /Line 1 cannot be published: .*\n.*"dev-sync replay"/],
  ['a line without a type', `${line(1)}\n{"data":{}}`, /Line 2 cannot.*no "event_type".*Nothing is published\.\n/],
  ['a reserved type', '{"event_type":"connected"}', /Line 1 cannot.*reserved/],
  ['a line that is too long', `{"event_type":"a","data":{"x":"${'x'.repeat(limits.batchBytes)}`, /Line 1 cannot.*longer than 8 MiB/],
  ['an event that is too large', `{"event_type":"a","data":{"x":"${'x'.repeat(limits.eventBytes)}"}}`, /Line 1 cannot.*1 MiB/],
];

for (const [name, input, words] of mistakes) {
  test(`${name} is named and nothing is published`, async () => {
    await using server = await startTestServer();
    const { code, stdout, stderr } = await sendLines(server, input);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, words);
    assert.equal(stderr.split('\n').length, 3, stderr);
    assert.deepEqual(await loggedEvents(server.hub.state), []);
  });
}

test('text that is not UTF-8 is refused, and so are a folder and a file that is not there', async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/latin1.ndjson`;
  await writeFile(path, Buffer.from('{"event_type":"a","data":{"x":"\u00fc"}}', 'latin1'));
  for (const [file, words] of [
    [path, /Line 1 cannot be published: It is not UTF-8/],
    [folder.path, /could not be read: it is a folder\./],
    [`${folder.path}/none`, /could not be read: there is none\./],
  ] as const) {
    const { code, stderr } = await runCli(['send', '--url', server.url, '--ndjson', file]);
    assert.equal(code, 1);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n +at /);
  }
});

test('nothing at all is no mistake', async () => {
  await using server = await startTestServer();
  assert.deepEqual(await sendLines(server, '\n\n'), { code: 0, signal: null, stdout: '0 events published\n', stderr: '' });
});

for (const [name, parameters] of [
  ['a type and --ndjson', ['a', '--ndjson', '-']],
  ['--skip without --ndjson', ['a', '--skip', '3']],
  ['--skip -1', ['--ndjson', '-', '--skip', '-1']],
] as const) {
  test(`${name} is a usage error`, async () => {
    const { code, stdout, stderr } = await runCli(['send', '--url', 'http://localhost:1', ...parameters]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^dev-sync: .*\n {2}.*\n$/);
  });
}

test('Ctrl-C ends it behind a batch, and it says how to go on', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/pipe`;
  await promisify(execFile)('mkfifo', [path]);
  await using program = startCli(['send', '--url', server.url, '--ndjson', path]);
  const pipe = await open(path, 'w');
  await pipe.write(linesOf(range(0, 3)));
  await until(async () => (await numbersAt(server.hub.state)).length === 3, 'three events');
  program.child.kill('SIGINT');
  assert.deepEqual(await within(program.ended, 'the end of the command'), { code: 1, signal: null });
  await pipe.close();
  assert.equal(program.stderr(), 'dev-sync: Stopped. 3 events are published, up to line 3.\n  Then go on with --skip 3.\n');
});

test('a terminal shows how far it is and is clean behind it; the line is never too wide', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace();
  const path = `${folder.path}/events.ndjson`;
  await writeFile(path, linesOf(range(0, 30_000)));
  await using program = startCliOnTerminal(60, ['send', '--url', server.url, '--ndjson', path]);
  assert.deepEqual(await within(program.ended, 'the end of the command', 30_000), { code: 0, signal: null });
  const [first = '', ...drawn] = program.stdout().split('\r\u001b[K');
  const last = drawn.pop();
  assert.deepEqual([first, last], ['', '30,000 events published\r\n']);
  assert.match(drawn[0] ?? '', /^▕.{8,}▏ +\d+% {2}[\d,]+ events/);
  for (const each of drawn) assert.ok(each.length < 60, each);
});
