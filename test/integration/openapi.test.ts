import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { operations } from '../../src/server/schemas/openapi/operations.ts';
import { limits, routes } from '../../src/shared/api.ts';
import { assertRefused, okJson, type RequestParts } from '../support/answer.ts';
import { openStream } from '../support/openStream.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Operation = {
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
};
type Described = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: { readonly error: { readonly content: Content } } };
};

async function describedBy(server: TestServer, path: string = routes.openapi): Promise<Described> {
  return okJson(await server.ask(path)) as unknown as Described;
}

function schemaIn(content: Content | undefined, type = 'application/json'): z.ZodType {
  return z.fromJSONSchema(content?.[type]?.schema ?? assert.fail(`nothing is said about ${type}`));
}

function operationOf(api: Described, method: string, path: string): Operation {
  return api.paths[path]?.[method] ?? assert.fail(`${method} ${path} is not described`);
}

test('it has every route of the hub, each as the hub has it', async () => {
  await using server = await startTestServer();
  const api = await describedBy(server);
  const described = Object.entries(api.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method, path] as const));
  const keys = described.map(([method, path]) => `${method} ${path.replace('{id}', ':id')}`);
  assert.deepEqual(keys.sort(), Object.keys(operations).sort());
  for (const path of Object.values(routes)) assert.ok(api.paths[path], path);
  for (const [path, methods] of Object.entries(api.paths)) {
    const { headers } = await server.ask(path.replace('{id}', 'x'), { method: 'PUT' });
    assert.equal(headers.allow, Object.keys(methods).join(', ').toUpperCase(), path);
  }
});

test('it is the same for everybody, also where the token is needed everywhere, and tells nothing of the run', async () => {
  await using server = await startTestServer({ requireToken: true });
  const page = { Origin: 'http://localhost:3000' };
  const { text, headers } = await server.ask(routes.openapi, { headers: page });
  assert.equal(headers['access-control-allow-origin'], page.Origin);
  assert.ok(!text.includes(server.token) && !text.includes(String(server.port)) && !text.includes(server.dataDir));
  assert.equal((await server.ask(`/api${routes.openapi}`)).text, text);
  await using other = await startTestServer();
  assert.equal((await other.ask(routes.openapi)).text, text);
});

/** The answer is what is described, to the last field: one that is not described is left out by the schema itself. */
function assertDescribed(api: Described, [method, path]: readonly [method: string, path: string], answer: object): void {
  schemaIn(operationOf(api, method, path).responses[200]?.content).parse(answer);
  const schema = operations[`${method} ${path.replace('{id}', ':id')}`]?.answers[200]?.['application/json'];
  assert.deepEqual(schema?.parse(answer), answer);
}

/** Requests of which the answers must be what is described. */
const requests: readonly (readonly [method: string, path: string, parts?: RequestParts])[] = [
  ['post', routes.webhook, { body: '{"event_type":"a"}' }],
  ['post', routes.webhook, { body: '[{"event_type":"a"},{"event_type":"b"}]' }],
  ['post', routes.trigger, { body: '{"event_type":"a","data":{},"source":null,"timestamp":"2026-03-02T09:15:00Z"}' }],
  ['post', routes.receive, { body: '{"type":"audio_level","data":{"audioLevel":42.5}}' }],
  ['get', routes.health],
  ['get', routes.history],
  ['get', routes.stats],
  ['get', routes.deliveries],
  ['post', routes.retryFailed],
  ['post', routes.listenStop],
  ['get', routes.listenStatus],
];

for (const [method, path, { body } = {}] of requests) {
  test(`what ${method.toUpperCase()} ${path} answers is what is described${body?.toString().startsWith('[') ? ', for a batch' : ''}`, async () => {
    await using server = await startTestServer();
    await server.publish('before', { n: 1 });
    const api = await describedBy(server);
    const headers = { ...JSON_TYPE, ...server.auth };
    const answer = okJson(await server.ask(path, { method: method.toUpperCase(), headers, ...(body !== undefined && { body }) }));
    assertDescribed(api, [method, path], answer);
    if (body !== undefined) schemaIn(operationOf(api, method, path).requestBody?.content).parse(JSON.parse(String(body)));
  });
}

test('one event, how it came in, and the answers of a hub without a log are what is described', async () => {
  await using server = await startTestServer({ isInMemory: true });
  const api = await describedBy(server);
  const posted = okJson(await server.post(routes.webhook, { event_type: 'a', timestamp: '2026-03-02T09:15:00Z' }));
  assertDescribed(api, ['post', routes.webhook], posted);
  for (const path of ['', '/post']) {
    const answer = okJson(await server.ask(`${routes.history}/${posted.id}${path}`));
    assertDescribed(api, ['get', `${routes.history}/{id}${path}`], answer);
  }
});

test('what the stream says is what is described', async () => {
  await using server = await startTestServer();
  const { responses } = operationOf(await describedBy(server), 'get', routes.events);
  const message = schemaIn(responses[200]?.content, 'text/event-stream');
  await using stream = await openStream(server.url);
  await server.publish('a', { n: 1 });
  for (const { data } of await stream.until('a')) assert.deepEqual(message.parse(data), data);
});

test('refusals are what is described, and what is described as wrong is refused', async () => {
  await using server = await startTestServer();
  const api = await describedBy(server);
  const refusal = schemaIn(api.components.responses.error.content);
  const event = schemaIn(operationOf(api, 'post', routes.webhook).requestBody?.content);
  for (const body of [{}, { event_type: '' }, { event_type: 'a', data: [] }, { event_type: 'a', extra: 1 }, { event_type: 'a\n' }]) {
    assert.ok(!event.safeParse(body).success, JSON.stringify(body));
    const answer = await server.post(routes.webhook, body);
    assertRefused(answer, 422, 'invalid-event', Object.keys(body).includes('extra') ? 'extra' : 'data' in body ? 'data' : 'event_type');
    refusal.parse(JSON.parse(answer.text));
  }
});

test('it says what needs the token', async () => {
  await using server = await startTestServer();
  const api = await describedBy(server);
  assert.deepEqual(operationOf(api, 'delete', routes.history).security, [{ token: [] }]);
  assert.deepEqual(operationOf(api, 'get', routes.history).security, [{}, { token: [] }]);
  assert.deepEqual(operationOf(api, 'get', routes.events).security, [{}, { token: [] }, { tokenInQuery: [] }]);
  assert.deepEqual(operationOf(api, 'get', routes.health).security, []);
  const limit = operationOf(api, 'get', routes.history).parameters.find(({ name }) => name === 'limit');
  assert.deepEqual(limit, { name: 'limit', in: 'query', required: false, schema: { ...schemaOfLimit } });
});

const schemaOfLimit = { type: 'integer', minimum: 1, maximum: limits.historyPage, default: limits.historyPageDefault };
