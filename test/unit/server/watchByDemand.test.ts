import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileWatcher } from '../../../src/server/watch/fileWatcher.ts';
import { watchByDemand } from '../../../src/server/watchByDemand.ts';
import type { WatchRequest } from '../../../src/shared/api.ts';
import { Emitter } from '../../../src/shared/emitter.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { until } from '../../support/until.ts';

const shop: WatchRequest = { folders: [{ name: 'shop', path: '/home/me/shop' }], include: [], exclude: [] };

/** Windows that want what the test says, and a watcher that notes what it is told; it fails to load as often as there are failures. */
function setUp(folders: readonly string[] = [], ...failures: Error[]) {
  const changed = new Emitter<void>();
  const windows = { watchRequests: [] as WatchRequest[], onDidChange: changed.event };
  const calls: string[] = [];
  const watcher: FileWatcher = {
    watch: async (requests) => void calls.push(requests.flatMap((request) => request.folders.map(({ name }) => name)).join()),
    dispose: async () => void calls.push('disposed'),
  };
  const load = async () => {
    calls.push('loaded');
    const failure = failures.shift();
    if (failure) throw failure;
    return watcher;
  };
  const said = recordingLogger();
  const demand = watchByDemand(load, windows, folders, said.logger);
  const want = (...requests: WatchRequest[]) => {
    windows.watchRequests = requests;
    changed.fire();
  };
  return { calls, want, demand, said };
}

test('what watches is not loaded while nobody wants a folder watched', async () => {
  const { calls, want, demand } = setUp();
  want({ ...shop, folders: [] });
  await demand.dispose();
  assert.deepEqual(calls, []);
});

test('it is loaded once, hears of every change, and goes with the hub', async () => {
  const { calls, want, demand } = setUp();
  want(shop);
  want();
  await demand.dispose();
  want(shop);
  assert.deepEqual(calls, ['loaded', 'shop', '', 'disposed']);
});

test('folders that the host named are watched from the start', async () => {
  const { calls, demand } = setUp(['/home/me/shop']);
  await demand.dispose();
  assert.deepEqual(calls, ['loaded', 'shop', 'disposed']);
});

test('a watcher that cannot be loaded is an error in the log, and nothing more', async () => {
  const { said, demand } = setUp(['/home/me/shop'], new Error('no such chunk'));
  await demand.dispose();
  assert.match(said.linesOf('error').join(), /The folders cannot be watched.*no such chunk/);
});

test('a watcher that could not be loaded is tried again with the next change', async () => {
  const { calls, want, demand, said } = setUp(['/home/me/shop'], new Error('no such chunk'));
  await until(() => said.linesOf('error').length === 1, 'the failure');
  want();
  await demand.dispose();
  assert.deepEqual(calls, ['loaded', 'loaded', 'shop', 'disposed']);
});
