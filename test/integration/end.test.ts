import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { mock, test } from 'node:test';
import { startServer } from '../../src/server/index.ts';
import { recordingLogger } from '../support/recordingLogger.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

test('a hub that cannot remove its state file ends all the same, and says why in the log', async (context) => {
  await using folder = await tempWorkspace();
  const { logger, linesOf } = recordingLogger();
  const hub = await startServer({ port: 0, stateDir: `${folder.path}/hubs` }, { logger });
  mock.method(fs.promises, 'rm', () => Promise.reject(new Error('The disk is read-only')));
  syncBuiltinESMExports();
  context.after(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
  });
  await hub.dispose();
  await hub.ended;
  mock.restoreAll();
  syncBuiltinESMExports();
  const [line, ...others] = linesOf('error');
  assert.match(line ?? '', /The hub did not close cleanly.*The disk is read-only/);
  assert.deepEqual(others, []);
});
