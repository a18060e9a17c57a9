import assert from 'node:assert/strict';
import { Server } from 'node:net';
import { mock, test } from 'node:test';
import { openHttpPort } from '../../src/server/httpPort.ts';
import { recordingLogger } from '../support/recordingLogger.ts';

test('when ::1 fails for an unforeseen reason, 127.0.0.1 is given back', async (context) => {
  const listenAsEver = Server.prototype.listen;
  const servers: Server[] = [];
  context.after(() => {
    mock.restoreAll();
    for (const server of servers) server.close();
  });
  mock.method(Server.prototype, 'listen', function (this: Server, options: { host: string; port: number }) {
    servers.push(this);
    if (options.host !== '::1') return listenAsEver.call(this, options);
    return process.nextTick(() => this.emit('error', Object.assign(new Error('no more files'), { code: 'EMFILE' })));
  });
  await assert.rejects(
    openHttpPort(() => {}, { host: 'localhost', port: 0, portPolicy: 'exact', logger: recordingLogger().logger }),
    { code: 'bind-failed' },
  );
  assert.equal(servers.length, 2);
  assert.deepEqual(
    servers.map(({ listening }) => listening),
    [false, false],
  );
});
