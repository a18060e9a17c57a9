import assert from 'node:assert/strict';
import type { HealthAnswer } from '../../src/shared/api.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import { ask, okJson } from '../support/answer.ts';
import { type ServedHub, serveCli } from '../support/cli.ts';
import { childrenOf, isAlive } from '../support/processes.ts';
import { JSON_TYPE } from '../support/testServer.ts';

/** The built hub as `dev-sync serve` runs it, in the hands of attackers. Its microphone is a tone: who gets it, gets one. */
export type AttackedHub = ServedHub & {
  readonly token: string;
  get(path: string): Promise<JsonObject>;
  /** How many events it keeps. */
  count(): Promise<number>;
  /** Posts as an honest program does. */
  publish(): Promise<void>;
  /** It runs as it did, listens to nothing, and keeps what honest programs posted and no more. */
  assertWell(): Promise<void>;
  /** The same hub, listening to nothing, or another one when it is gone. */
  recovered(): Promise<AttackedHub>;
};

export async function startAttackedHub(...flags: readonly string[]): Promise<AttackedHub> {
  const quiet = ['--port', '0', '--no-webhooks', '--audio-backend', 'tone', '--print-token'];
  const hub = await serveCli([...quiet, ...flags]);
  const token = String(hub.ready.token);
  const auth = { Authorization: `Bearer ${token}` };
  let published = 0;

  const get = async (path: string) => okJson(await ask(hub.port, path, { headers: auth }));
  const health = async () => (await get('/dev/health')) as unknown as HealthAnswer;
  const count = async () => (await health()).log.events;
  const publish = async () => {
    const body = '{"event_type":"honest"}';
    okJson(await ask(hub.port, '/dev/webhook', { method: 'POST', headers: { ...JSON_TYPE, ...auth }, body }));
    published++;
  };
  const assertWell = async () => {
    const { events } = (await get('/dev/history?types=honest&limit=1000')) as { events: unknown[] };
    assert.equal(events.length, published, 'What was acknowledged is kept');
    assert.deepEqual([isAlive(hub.pid), (await health()).pid], [true, hub.pid]);
    assert.deepEqual([(await get('/api/listen/status')).status, childrenOf(hub.pid)], ['stopped', []], 'Nothing listens');
    assert.doesNotMatch(hub.stderr(), /^error: |^ +at /m);
  };
  const recovered = async () => {
    if (!isAlive(hub.pid)) {
      await hub[Symbol.asyncDispose]();
      return startAttackedHub(...flags);
    }
    okJson(await ask(hub.port, '/api/listen/stop', { method: 'POST', headers: auth }));
    return attacked;
  };
  const attacked: AttackedHub = { ...hub, token, get, count, publish, assertWell, recovered };
  return attacked;
}
