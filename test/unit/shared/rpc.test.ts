import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { toDisposable } from '../../../src/shared/lifecycle.ts';
import { createRpc, type Handlers, type RpcChannel } from '../../../src/shared/rpc.ts';

type Here = { ask(question: string): string };
type There = { add(a: number, b: number): number; slow(): Promise<string>; fail(): void; odd(): unknown };
type Problem = { readonly sentence: string; readonly cause: unknown };

/** The two ends of a pipe like `postMessage`: copies, and delivers later. */
function createPipe(): readonly [RpcChannel, RpcChannel] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()] as const;
  const end = (own: 0 | 1): RpcChannel => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[own === 0 ? 1 : 0].forEach((listener) => void listener(copy)));
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return toDisposable(() => void listeners[own].delete(listener));
    },
  });
  return [end(0), end(1)];
}

function connect(handlers: Partial<Handlers<There>> = {}, timeoutMs?: number, untimed: readonly string[] = []) {
  const [here, there] = createPipe();
  const problems: Problem[] = [];
  const onProblem = (sentence: string, cause: unknown) => void problems.push({ sentence, cause });
  const all: Handlers<There> = {
    add: (a, b) => a + b,
    slow: () => new Promise(() => {}),
    fail: () => {
      throw new DevSyncError('not-found', { message: 'No such thing.', path: 'data' });
    },
    odd: () => () => {},
    ...handlers,
  };
  const client = createRpc<Here, There>(
    here,
    { ask: (question) => `${question}!` },
    { onProblem, untimed, ...(timeoutMs !== undefined && { timeoutMs }) },
  );
  const server = createRpc<There, Here>(there, all, { onProblem });
  return { client, server, here, there, problems };
}

afterEach(() => mock.timers.reset());

test('a call answers what the other side returns, in both directions', async () => {
  const { client, server } = connect();
  assert.equal(await client.remote.add(2, 3), 5);
  assert.equal(await server.remote.ask('Why'), 'Why!');
});

test('replies find their own calls, in whatever order they come', async () => {
  const gates = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  const { client } = connect({ add: (a) => gates[a]?.promise ?? Promise.reject(new Error('no gate')) });
  const calls = [client.remote.add(0, 0), client.remote.add(1, 0)];
  gates[1]?.resolve(11);
  gates[0]?.resolve(10);
  assert.deepEqual(await Promise.all(calls), [10, 11]);
});

test('a failure arrives with its code, sentence and path', async () => {
  const { client, problems } = connect();
  await assert.rejects(async () => client.remote.fail(), {
    name: 'DevSyncError',
    code: 'not-found',
    message: 'No such thing.',
    path: 'data',
  });
  assert.deepEqual(
    problems.map(({ sentence }) => sentence),
    ['"fail" failed'],
  );
});

test('a failure that was not foreseen tells nothing of its inside', async () => {
  const { client } = connect({
    fail: () => {
      throw new Error('password is 1234');
    },
  });
  const error: unknown = await client.remote.fail().catch((cause: unknown) => cause);
  assert.ok(error instanceof DevSyncError);
  assert.equal(error.code, 'internal-error');
  assert.doesNotMatch(error.message, /1234/);
});

test('a value that cannot travel fails the call instead of leaving it open', async () => {
  const { client } = connect();
  await assert.rejects(async () => client.remote.odd(), { code: 'internal-error' });
});

test('a call that cannot travel fails at once and leaves no timer behind', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const timers = mock.method(globalThis, 'setTimeout');
  const { client } = connect();
  await assert.rejects(client.remote.add((() => {}) as unknown as number, 1), { name: 'DataCloneError' });
  assert.equal(timers.mock.callCount(), 0);
  timers.mock.restore();
});

test('a call without a reply fails after its time, and not before', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { client } = connect({}, 500);
  const failures: unknown[] = [];
  client.remote.slow().catch((cause: DevSyncError) => failures.push(cause.code));
  mock.timers.tick(499);
  await turn();
  assert.deepEqual(failures, []);
  mock.timers.tick(1);
  await turn();
  assert.deepEqual(failures, ['request-timeout']);
});

test('a call that waits for a person has all the time there is', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const gate = Promise.withResolvers<string>();
  const { client } = connect({ slow: () => gate.promise }, 5, ['slow']);
  const call = client.remote.slow();
  mock.timers.tick(1_000_000);
  gate.resolve('late');
  assert.equal(await call, 'late');
});

test('a reply that comes after the time-out is ignored', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const gate = Promise.withResolvers<string>();
  const { client, problems } = connect({ slow: () => gate.promise }, 5);
  const call = assert.rejects(client.remote.slow(), { code: 'request-timeout' });
  mock.timers.tick(5);
  await call;
  gate.resolve('late');
  await turn();
  assert.deepEqual(problems, []);
});

test('disposal fails what is pending, at once', async () => {
  const { client } = connect();
  const calls = [client.remote.slow(), client.remote.slow()];
  void client.dispose();
  for (const call of calls) await assert.rejects(call, { code: 'shutting-down' });
});

test('a call after disposal fails at once', async () => {
  const { client } = connect();
  void client.dispose();
  await assert.rejects(client.remote.add(1, 2), { code: 'shutting-down' });
});

test('a side that is disposed answers no more calls', async () => {
  let calls = 0;
  const { client, server } = connect({ add: () => ++calls });
  void server.dispose();
  client.remote.add(1, 2).catch(() => {});
  await turn();
  assert.equal(calls, 0);
  void client.dispose();
});

test('a handler that finishes after disposal posts nothing into the closed pipe', async () => {
  const gate = Promise.withResolvers<string>();
  const { client, server, here } = connect({ slow: () => gate.promise });
  const posts: unknown[] = [];
  void here.onMessage((message) => posts.push(message));
  client.remote.slow().catch(() => {});
  await turn();
  void server.dispose();
  gate.resolve('late');
  await turn();
  assert.deepEqual(posts, []);
  void client.dispose();
});

for (const message of [
  null,
  undefined,
  7,
  'text',
  [],
  {},
  { rpc: 'call', id: '1', method: 'add', parameters: [] },
  { rpc: 'call', id: 1, method: 'add' },
  { rpc: 'reply', id: 1 },
]) {
  test(`drops the message ${JSON.stringify(message)} and reports it once`, async () => {
    const { here, problems } = connect();
    here.post(message);
    await turn();
    assert.deepEqual(problems, [{ sentence: 'Dropped a message that is not of this protocol', cause: message }]);
  });
}

for (const method of ['nothing', 'constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
  test(`"${method}" is not a function of the other side`, async () => {
    const { client } = connect();
    const call = (client.remote as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>)[method];
    await assert.rejects(async () => call?.('x'), { code: 'not-found' });
  });
}

test('awaiting the remote does not call it', async () => {
  const { client, problems } = connect();
  assert.equal(await Promise.resolve(client.remote), client.remote);
  assert.deepEqual(problems, []);
});
