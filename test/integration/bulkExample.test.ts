import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../support/cli.ts';
import { loggedEvents } from '../support/loggedEvents.ts';
import { startTestServer } from '../support/testServer.ts';

const script = resolve(import.meta.dirname, '../../examples/bulk/bulk.mjs');

for (const count of ['abc', '0', '-1', '1.5', '']) {
  test(`"${count}" is no count of agents: status 2, and nothing is published`, async () => {
    await using server = await startTestServer();
    const { code, stdout, stderr } = await runProgram(process.execPath, [script, count], { env: { DEV_SYNC_URL: server.url } });
    assert.deepEqual([code, stdout], [2, '']);
    assert.ok(stderr.startsWith(`"${count}" cannot be a count of agents`), stderr);
    assert.deepEqual(await loggedEvents(server.hub.state), []);
  });
}

test('without a hub the example names a command that everybody has', async () => {
  const { code, stderr } = await runProgram(process.execPath, [script], { env: { DEV_SYNC_URL: 'http://localhost:1' } });
  assert.equal(code, 1);
  assert.match(stderr, /^No hub answers at http:\/\/localhost:1\. Start Dev Sync in VS Code, .*node dist\/cli\.js serve\n$/);
});
