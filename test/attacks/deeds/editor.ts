import assert from 'node:assert/strict';
import { routes } from '../../../src/shared/api.ts';
import { type Answer, ask, assertRefused, okJson } from '../../support/answer.ts';
import { type KillableHub, startKillableHub } from '../../support/killableHub.ts';
import { type OpenStream, openStream } from '../../support/openStream.ts';
import { childrenOf } from '../../support/processes.ts';
import { JSON_TYPE } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';
import { PAGE } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

const WINDOW = 'asked';

type EditorHub = AsyncDisposable & {
  readonly hub: KillableHub;
  readonly window: OpenStream;
  tell(route: string, body: object): Promise<Answer>;
};

/** A hub that belongs to the editor, and a window that can be asked. */
async function startEditorHub(): Promise<EditorHub> {
  const audio = { backend: 'tone', device: null, intervalMs: 100, scale: 'db', soundEvents: false } as const;
  const hub = await startKillableHub({ isInMemory: true, audio });
  const headers = { Authorization: `Bearer ${hub.token}` };
  const window = await openStream(hub.url, { query: `?client=window&window=${WINDOW}`, headers });
  const tell: EditorHub['tell'] = (route, body) =>
    ask(hub.port, route, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify({ window: WINDOW, ...body }) });
  const dispose = async () => {
    await window.close();
    await hub[Symbol.asyncDispose]();
  };
  return { hub, window, tell, [Symbol.asyncDispose]: dispose };
}

function startFrom(hub: KillableHub, origin: string): Promise<Answer> {
  return ask(hub.port, routes.listenStart, { method: 'POST', headers: { Origin: origin } });
}

function questionsIn({ entries }: OpenStream): string[] {
  return entries.filter(({ data }) => data.type === 'stream.consent').map(({ data }) => (data.data as { id: string }).id);
}

function assertSilent({ pid }: KillableHub): void {
  assert.deepEqual(childrenOf(pid()), [], 'A program that captures sound runs');
}

export const undecided: Deed = async () => {
  await using editor = await startEditorHub();
  const { hub, window } = editor;
  for (let n = 0; n < 20; n++) {
    const answer = await startFrom(hub, PAGE);
    assert.deepEqual([answer.status, JSON.parse(answer.text).sessionId], [202, null]);
    assertSilent(hub);
  }
  assertRefused(await startFrom(hub, 'http://localhost:4000'), 429, 'mic-question-open');
  await until(() => questionsIn(window).length > 0, 'the question');
  assert.equal(questionsIn(window).length, 1);
  assertSilent(hub);
};

export const denied: Deed = async () => {
  await using editor = await startEditorHub();
  const { hub, window, tell } = editor;
  assert.equal((await startFrom(hub, PAGE)).status, 202);
  const [question] = await until(() => (questionsIn(window).length > 0 ? questionsIn(window) : undefined), 'the question');
  assert.equal(okJson(await tell(routes.consent, { question, verdict: 'deny' })).outcome, 'denied');
  for (let n = 0; n < 3; n++) assertRefused(await startFrom(hub, PAGE), 403, 'mic-denied');
  assertSilent(hub);
};

export const stopped: Deed = async () => {
  await using editor = await startEditorHub();
  const { hub, window, tell } = editor;
  assert.equal((await startFrom(hub, PAGE)).status, 202);
  const question = await until(() => questionsIn(window)[0], 'the question');
  okJson(await ask(hub.port, routes.listenStop, { method: 'POST' }));
  assert.equal(okJson(await tell(routes.consent, { question, verdict: 'once' })).outcome, 'withdrawn');
  assertRefused(await startFrom(hub, PAGE), 429, 'mic-asked-before');
  assertSilent(hub);
};

export const outside: Deed = async () => {
  await using editor = await startEditorHub();
  const { hub, window, tell } = editor;
  const reach = (host: string, origin: string) => ask(hub.port, routes.health, { headers: { Host: host, Origin: origin } });
  okJson(await tell(routes.window, { externalUrl: 'https://hub-4848.app.test/' }));
  okJson(await reach('hub-4848.app.test', 'https://hub-4848.app.test'));
  for (const host of ['app.test', 'x.hub-4848.app.test', 'hub-4849.app.test', 'hub-4848.app.test.evil.com']) {
    assertRefused(await reach(host, 'https://hub-4848.app.test'), 403, 'host-not-allowed');
    assertRefused(await reach('hub-4848.app.test', `https://${host}`), 403, 'origin-not-allowed');
  }
  assertRefused(await reach('hub-4848.app.test', 'http://hub-4848.app.test'), 403, 'origin-not-allowed');
  await window.close();
  await until(
    async () => (await reach('hub-4848.app.test', 'https://hub-4848.app.test')).status === 403,
    'the address has gone with its window',
  );
};
