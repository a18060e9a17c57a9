import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HealthAnswer } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { emptyHome, type Program, runCli, startCli } from '../support/cli.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

/** `dev-sync wait` that listens. */
async function startWait(url: string, parameters: readonly string[]): Promise<Program> {
  const program = startCli(['wait', '--url', url, ...parameters]);
  const subscribers = async () => ((await (await fetch(`${url}/dev/health`)).json()) as HealthAnswer).subscribers;
  await until(async () => (await subscribers()) > 0, `the stream of wait; stderr: ${program.stderr()}`);
  return program;
}

const endOf = (program: Program) => within(program.ended, 'the end of wait');

test('wait prints the first event of its type and ends', async () => {
  await using server = await startTestServer();
  await using program = await startWait(server.url, ['agent.*,seed.done']);
  await server.publish('other');
  await server.publish('agent.created', { name: 'Ann' });
  await server.publish('agent.gone');
  assert.deepEqual(await endOf(program), { code: 0, signal: null });
  assert.match(program.stdout(), /^\d\d:\d\d:\d\d {2}agent\.created {2}\{"name":"Ann"\}\n$/);
  assert.equal(program.stderr(), '');
});

test('wait takes what its query lets through, and prints JSON as the hub has it', async () => {
  await using server = await startTestServer();
  await using program = await startWait(server.url, ['a', '--json', 'data.n>=2', '-data.n:3', '--timeout', '0']);
  for (const n of [1, 3]) await server.publish('a', { n });
  await server.publish('b', { n: 5 });
  const { id } = okJson(await server.post('/dev/webhook', '{"event_type":"a","data":{"n":12345678901234567890}}'));
  assert.deepEqual(await endOf(program), { code: 0, signal: null });
  assert.equal(program.stdout(), `${(await server.ask(`/dev/history/${id}`)).text}\n`);
});

test('wait hears levels, too, which are in no log', async () => {
  await using server = await startTestServer();
  await using program = await startWait(server.url, ['audio_level', '--json', 'data.audioLevel>50']);
  for (const audioLevel of [10, 80]) okJson(await server.post('/dev/webhook', { event_type: 'audio_level', data: { audioLevel } }));
  assert.deepEqual(await endOf(program), { code: 0, signal: null });
  assert.deepEqual((JSON.parse(program.stdout()) as { data: object }).data, { audioLevel: 80 });
});

test('wait --since finds what came before it listened', async () => {
  await using server = await startTestServer();
  await server.publish('done', { n: 1 });
  const begun = await server.publish('begun');
  await server.publish('done', { n: 2 });
  for (const [since, n] of [
    [begun, 2],
    ['earliest', 1],
  ] as const) {
    const { code, stdout } = await runCli(['wait', 'done', '--url', server.url, '--json', '--since', since]);
    assert.deepEqual([code, (JSON.parse(stdout) as { data: object }).data], [0, { n }]);
  }
});

test('wait ends with status 4 when nothing comes in time, and says so', async () => {
  await using server = await startTestServer();
  const { code, stdout, stderr } = await runCli(['wait', 'done', 'data.ok:true', '--url', server.url, '--timeout', '200ms']);
  assert.deepEqual([code, stdout], [4, '']);
  assert.match(stderr, /^dev-sync: No event done that fits data\.ok:true came within 0\.2 s\.\n {2}.*--timeout.*--since.*\n$/);
});

test('wait goes on over a hub that is killed and started again', { timeout: 60_000 }, async () => {
  await using hub = await startKillableHub();
  await using program = await startWait(hub.url, ['done', '--json']);
  const said = () => program.stderr();
  await hub.kill();
  await until(() => said().includes('Waiting for it to come back'), 'the words');
  await hub.start();
  await fetch(`${hub.url}/dev/webhook?event_type=done`, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
  assert.deepEqual(await endOf(program), { code: 0, signal: null }, said());
  assert.equal((JSON.parse(program.stdout()) as { type: string }).type, 'done');
});

for (const [name, parameters, code, words] of [
  ['no type', [], 2, /Missing required argument 'type'/],
  ['an empty type', [''], 2, /Give event types/],
  ['a time that is none', ['a', '--timeout', '5 minutes'], 2, /500ms, 30s, 5m or 2h/],
  ['a time that is too long', ['a', '--timeout', '1000h'], 2, /at most 500h/],
  ['an option that is not there', ['a', '--jsno'], 2, /Unknown option '--jsno'/],
  ['an option that is not there instead of a type', ['--jsno'], 2, /Unknown option '--jsno'/],
  ['a wrong query', ['a', 'after:yesterdayy'], 2, /This is not a time[\s\S]*\^\^/],
  ['a --since that the log does not know', ['a', '--since', 'made-up'], 1, /no event with this id/],
] as const) {
  test(`wait with ${name} ends with status ${code} and says why`, async () => {
    await using server = await startTestServer();
    const result = await runCli(['wait', '--url', server.url, ...parameters]);
    assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
    assert.match(result.stderr, words);
  });
}

test('wait without a hub ends with status 3', async () => {
  await using home = await emptyHome();
  const { code, stdout } = await runCli(['wait', 'a', '--url', 'http://localhost:1'], { env: home.env });
  assert.deepEqual([code, stdout], [3, '']);
});
