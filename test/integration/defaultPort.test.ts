import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PORT } from '../../src/shared/api.ts';
import { ask, okJson } from '../support/answer.ts';
import { emptyHome, runCli, serveCli } from '../support/cli.ts';
import { holdPort } from '../support/hubInEditor.ts';
import { startTestServer } from '../support/testServer.ts';

/** In one file, because they share the one port that users know by heart. */

test('the default port, when taken, gives way to the next free one, said once on stderr', async () => {
  await using _other = await holdPort(DEFAULT_PORT);
  await using hub = await serveCli([]);
  assert.ok(hub.port > DEFAULT_PORT && hub.port < DEFAULT_PORT + 20);
  okJson(await ask(hub.port, '/dev/health'));
  assert.equal(hub.stderr().split(`Port ${DEFAULT_PORT} is taken`).length, 2, hub.stderr());
});

test('send without a hub ends with status 3 and says how to start one', async () => {
  await using home = await emptyHome();
  const { code, stdout, stderr } = await runCli(['send', 'a'], { env: home.env });
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /No hub is running[\s\S]*dev-sync serve/);
});

test('send finds a hub on the default port whose state file is somewhere else', async () => {
  await using server = await startTestServer({ port: DEFAULT_PORT, portPolicy: 'exact' });
  await using home = await emptyHome();
  const { code, stdout } = await runCli(['send', 'from.afar'], { env: home.env });
  assert.deepEqual([code, stdout.trim()], [0, 'Event from.afar broadcasted to 0 subscribers']);
  const { events } = (await (await fetch(`${server.url}/dev/history`)).json()) as { events: { type: string }[] };
  assert.deepEqual(
    events.map(({ type }) => type),
    ['from.afar'],
  );
});
