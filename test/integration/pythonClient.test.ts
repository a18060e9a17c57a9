import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { python } from '../../scripts/systemPackages.ts';
import { createTally, publish, untilAcknowledged } from '../support/chaos/publisher.ts';
import { createRandom } from '../support/chaos/random.ts';
import { readLog } from '../support/chaos/run.ts';
import { type Finished, type RunOptions, runProgram, serveCli } from '../support/cli.ts';
import { hostileTexts } from '../support/hostileTexts.ts';
import { healthOf } from '../support/hubInEditor.ts';
import { startKillableHub } from '../support/killableHub.ts';
import { openStream } from '../support/openStream.ts';
import { printedBy, startPython, templates } from '../support/pythonProject.ts';
import { takePort } from '../support/recordingStranger.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

/** Prints each event of the stream as JSON. */
const FOLLOW = `
import asyncio, json, sys
from dev_webhook import subscribe
async def main():
    async for event in subscribe(*sys.argv[1:]):
        print(json.dumps(event._asdict()))
asyncio.run(main())`;

const SEND = 'from dev_webhook import send; print("true" if send("agent.created", {"id": "a-1"}) else "false")';

type Printed = { readonly id: string | null; readonly type: string; readonly data: Readonly<Record<string, unknown>> };

async function run(script: string, options: RunOptions): Promise<Finished> {
  await using program = startPython(script, options);
  const exit = await within(program.ended, 'the end of the script', 20_000);
  return { ...exit, stdout: program.stdout(), stderr: program.stderr() };
}

async function assertPrints(script: string, env: NonNullable<RunOptions['env']>, expected: unknown[]): Promise<void> {
  const { code, stdout, stderr } = await run(script, { env });
  assert.deepEqual([code, printedBy({ stdout: () => stdout }), stderr], [0, expected, '']);
}

test('the Python client is one small file that Python compiles', async () => {
  const path = join(templates, 'dev_webhook.py');
  const compile = 'import pathlib, sys; compile(pathlib.Path(sys.argv[1]).read_text(), sys.argv[1], "exec")';
  assert.deepEqual(await runProgram(python, ['-W', 'error', '-c', compile, path]), { code: 0, signal: null, stdout: '', stderr: '' });
  assert.ok((await readFile(path, 'utf8')).split('\n').length <= 177);
});

test('send and asend post what Python has, signed as backend', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const script = `
import asyncio, datetime, json, uuid
from dev_webhook import asend, send
data = {"at": datetime.date(2026, 11, 22), "id": uuid.UUID(int=1), "n": 12345678901234567890, "dB": [float("nan"), -float("inf")]}
print(json.dumps([send("agent.created", data), send("agent.empty"), asyncio.run(asend("agent.later", {"text": "\\u2028"}))]))`;
  await assertPrints(script, { DEV_SYNC_URL: `${server.url}/` }, [[true, true, true]]);
  const entries = await stream.until('agent.later');
  assert.deepEqual(
    entries.map(({ data: { type, source } }) => [type, source]),
    ['agent.created', 'agent.empty', 'agent.later'].map((type) => [type, 'backend']),
  );
  const data = '{"at":"2026-11-22","id":"00000000-0000-0000-0000-000000000001","n":12345678901234567890,"dB":["NaN","-Infinity"]}';
  assert.ok(stream.text().includes(data));
  assert.deepEqual([entries[1]?.data.data, entries[2]?.data.data], [{}, { text: '\u2028' }]);
});

test('an address without a scheme is one of http, as for curl', async () => {
  await using server = await startTestServer();
  await assertPrints(SEND, { DEV_SYNC_URL: server.url.replace('http://', '') }, [true]);
});

test('what cannot be sent is said once and breaks nothing', async () => {
  await using server = await startTestServer();
  const script = `
from dev_webhook import DevSync, send
print([send("agent.created", {("a", 1): 1}), send("agent.created", {("a", 1): 1}), send("agent.created")])
print(DevSync("htp://localhost").send("agent.created"))`;
  const { code, stdout, stderr } = await run(script, { env: { DEV_SYNC_URL: server.url } });
  assert.deepEqual([code, stdout], [0, '[False, False, True]\nFalse\n']);
  assert.match(stderr, /^agent\.created was not sent: keys must be .*tuple\nagent\.created was not sent: .*htp:\/\/.*\n$/);
});

test('without httpx a backend runs, and hears what to install when there is a hub', async () => {
  await using server = await startTestServer();
  const script = `
import asyncio, sys
sys.modules["httpx"] = None
from dev_webhook import send, subscribe
async def main():
    try:
        await asyncio.wait_for(subscribe().__anext__(), 0.5)
    except asyncio.TimeoutError:
        print([send("a"), send("b")])
asyncio.run(main())`;
  const said = async (env: RunOptions['env'] = {}) => {
    const { code, stdout, stderr } = await run(script, { env });
    assert.deepEqual([code, stdout], [0, '[False, False]\n'], stderr);
    return stderr;
  };
  assert.equal(await said({ DEV_SYNC_URL: server.url }), 'Dev Sync cannot reach the hub without httpx: pip install httpx\n');
  assert.equal(await said({ DEV_SYNC_URL: server.url, DEV_SYNC_DISABLED: '1' }), '');
  assert.equal(await said(), '');
});

test('subscribe yields the events that match, whatever is in them, and levels without an id', async () => {
  await using server = await startTestServer();
  await using follower = startPython(FOLLOW.replace('*sys.argv[1:]', '"agent.*", "audio_level"'), {
    env: { DEV_SYNC_URL: `${server.url}/api` },
  });
  await until(async () => (await healthOf(server.url)).subscribers === 1, 'the script is connected');
  const text = Object.values(hostileTexts).join('');
  const id = await server.publish('agent.created', { text });
  await server.publish('rental.created');
  await server.post('/api/webhook/receive', { type: 'audio_level', data: { audioLevel: 12.5 } });
  const printed = (await until(() => printedBy(follower).length === 2 && printedBy(follower), 'the events')) as Printed[];
  assert.deepEqual(
    printed.map((event) => [event.id, event.type]),
    [
      [id, 'agent.created'],
      [null, 'audio_level'],
    ],
  );
  assert.deepEqual([printed[0]?.data, printed[1]?.data.audioLevel], [{ text }, 12.5]);
  assert.equal(follower.stderr(), '');
});

test('subscribe has every event once and in order, although the hub is killed under load', { timeout: 120_000 }, async () => {
  await using hub = await startKillableHub();
  await using follower = startPython(FOLLOW, { env: { DEV_SYNC_URL: hub.url } });
  await until(async () => (await healthOf(hub.url)).subscribers === 1, 'the script is connected');
  const tally = createTally();
  for (let round = 0; round < 3 || (tally.cutOff === 0 && round < 9); round++) {
    const load = (n: number) => publish(hub, { name: `${round}-${n}`, events: 400, isKeyed: true }, createRandom(n), tally);
    const publishing = Promise.all([load(1), load(2), load(3), load(4)]);
    await untilAcknowledged(tally, round * 1600 + 400);
    await hub.kill();
    await hub.start();
    await publishing;
  }
  assert.ok(tally.cutOff > 0, 'No kill hit a post: this proves nothing');
  const expected = (await readLog(hub)).map(({ id }) => id);
  await until(() => printedBy(follower).length >= expected.length, 'the script has caught up', 40_000);
  assert.deepEqual(
    (printedBy(follower) as Printed[]).map(({ id }) => id),
    expected,
  );
  assert.equal(follower.stderr(), '');
});

test('a script that is started again goes on after the id that it kept', async () => {
  await using server = await startTestServer();
  const kept = await server.publish('agent.created', { n: 1 });
  const missed = await server.publish('agent.created', { n: 2 });
  const script = FOLLOW.replace('*sys.argv[1:]', `last_event_id="${kept}"`);
  await using follower = startPython(script, { env: { DEV_SYNC_URL: server.url } });
  const [event] = (await until(() => printedBy(follower).length > 0 && printedBy(follower), 'the event')) as Printed[];
  assert.deepEqual([event?.id, event?.data], [missed, { n: 2 }]);
});

test('subscribe tells a gap, and goes on with what is kept', { timeout: 60_000 }, async () => {
  await using first = await startTestServer();
  await using follower = startPython(FOLLOW.replace('*sys.argv[1:]', '"agent.*"'), { env: { DEV_SYNC_URL: first.url } });
  await until(async () => (await healthOf(first.url)).subscribers === 1, 'the script is connected');
  const from = await first.publish('agent.created');
  await until(() => printedBy(follower).length === 1, 'the event');
  await first[Symbol.asyncDispose]();

  await using second = await startTestServer({ port: first.port, portPolicy: 'exact' });
  const to = await second.publish('agent.deleted');
  await until(() => printedBy(follower).length === 3, 'the script is back', 40_000);
  const [gap, event] = printedBy(follower).slice(1) as Printed[];
  assert.deepEqual([gap?.type, gap?.data], ['stream.gap', { from, to, reason: 'unknown_id' }]);
  assert.equal(event?.id, to);
});

test('who stops to listen leaves nothing behind, by break and by cancellation', async () => {
  await using server = await startTestServer();
  const script = `
import asyncio
from dev_webhook import subscribe
async def first():
    async for event in subscribe(last_event_id="earliest"):
        return event.type
async def main():
    print('"' + await first() + '"')
    endless = asyncio.create_task(first())
    waiting = asyncio.create_task(subscribe("none").__anext__())
    await endless
    waiting.cancel()
    await asyncio.wait([waiting])
asyncio.run(main())`;
  await server.publish('agent.created');
  await assertPrints(script, { DEV_SYNC_URL: server.url }, ['agent.created']);
  await until(async () => (await healthOf(server.url)).subscribers === 0, 'the streams are closed');
});

test('outside VS Code the hub is found by its state file, and believed by its proof only', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  await assertPrints(SEND, hub.env, [true]);
  await assertPrints(SEND, { ...hub.env, DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: 'the-old-token' }, [true]);
  await using follower = startPython(FOLLOW.replace('*sys.argv[1:]', 'last_event_id="earliest"'), { env: hub.env });
  await until(() => printedBy(follower).length === 2, 'the events');
  process.kill(hub.pid, 'SIGKILL');
  await hub.ended;
  await assertPrints(SEND, hub.env, [false]);
  await using stranger = await takePort(hub.port);
  await assertPrints(SEND, hub.env, [false]);
  await until(() => stranger.heard.length >= 2, 'the script that follows asks the stranger too');
  assert.ok(stranger.heard.every((request) => request.includes('/dev/health?nonce=') && !/authorization/i.test(request)));
});

test('a stranger at DEV_SYNC_URL never gets a token', async () => {
  await using hub = await serveCli(['--port', '0', '--require-token']);
  await using server = await startTestServer();
  const { port } = server;
  await server[Symbol.asyncDispose]();
  await using stranger = await takePort(port);
  await assertPrints(SEND, { ...hub.env, DEV_SYNC_URL: `http://127.0.0.1:${port}`, DEV_SYNC_TOKEN: 'the-old-token' }, [true]);
  assert.ok(stranger.heard.some((request) => request.includes('/dev/webhook')));
  assert.doesNotMatch(stranger.heard.join(), /authorization/i);
});

test('without a hub, and switched off, nothing happens and nothing is said', async () => {
  await using server = await startTestServer();
  const script = `
import asyncio, json
from dev_webhook import send, subscribe
async def main():
    try:
        await asyncio.wait_for(subscribe(last_event_id="earliest").__anext__(), 0.5)
    except asyncio.TimeoutError:
        print(json.dumps([send("a"), send("a")]))
asyncio.run(main())`;
  await server.publish('agent.created');
  await assertPrints(script, { DEV_SYNC_URL: server.url, DEV_SYNC_DISABLED: '1' }, [[false, false]]);
  await assertPrints(script, {}, [[false, false]]);
  await server[Symbol.asyncDispose]();
  await assertPrints(script, { DEV_SYNC_URL: server.url }, [[false, false]]);
});

test('a hub that hangs holds up one send, not the next ones', async () => {
  const sockets: Socket[] = [];
  const hanging = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await using stack = new AsyncDisposableStack();
  stack.defer(() => void hanging.close());
  stack.defer(() => sockets.forEach((socket) => void socket.destroy()));
  await once(hanging, 'listening');
  const address = hanging.address();
  assert.ok(typeof address === 'object' && address);
  const script = 'from dev_webhook import send; print("true" if any(send("a") for _ in range(50)) else "false")';
  await assertPrints(script, { DEV_SYNC_URL: `http://127.0.0.1:${address.port}` }, [false]);
  assert.equal(sockets.length, 1);
});

test('a refusal is said once, in the words of the hub', async () => {
  await using server = await startTestServer({ requireToken: true });
  const script = 'from dev_webhook import send; print("true" if any(send("a") for _ in range(3)) else "false")';
  const { code, stdout, stderr } = await run(script, { env: { DEV_SYNC_URL: server.url } });
  assert.deepEqual([code, stdout], [0, 'false\n']);
  assert.equal(stderr.split('\n').length, 2, stderr);
  assert.match(stderr, /\/dev\/webhook was refused: .*token-required.*Authorization: Bearer/);
});
