import assert from 'node:assert/strict';
import { ask, okJson } from '../../support/answer.ts';
import { serveCli } from '../../support/cli.ts';
import { quietPort } from '../../support/ports.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { JSON_TYPE } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';
import { assertServesNot } from '../serveAttack.ts';
import { EVENT } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

export const hubAsTarget: Deed = async () => {
  const port = String(await quietPort());
  await assertServesNot(['--port', port, '--webhook-target', `http://127.0.0.1:${port}/api/webhook/receive`], 'target-is-hub');
};

export const redirect: Deed = async () => {
  await using inner = await startReceiver();
  await using outer = await startReceiver({
    respond: (_, index) => ({ status: [301, 302, 303, 307, 308][index] ?? 200, headers: { Location: inner.url } }),
  });
  await using hub = await serveCli(['--port', '0', '--memory', '--webhook-target', outer.url, '--webhook-types', '*']);
  for (let n = 0; n < 5; n++) okJson(await ask(hub.port, '/dev/webhook', { method: 'POST', headers: JSON_TYPE, body: EVENT }));
  const failed = async () =>
    (okJson(await ask(hub.port, '/dev/deliveries')).deliveries as { state: string }[]).filter(({ state }) => state === 'failed');
  await until(async () => (await failed()).length === 5, 'all five have failed');
  assert.equal(inner.received.length, 0);
};
