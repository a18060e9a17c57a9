import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { findPortOwner } from '../../../src/server/portOwner.ts';

const isLinux = process.platform === 'linux';

for (const host of ['127.0.0.1', '::1']) {
  test(`on Linux the owner of a port of ${host} is named, elsewhere nobody is`, async (context) => {
    const server = createServer().listen({ port: 0, host });
    context.after(() => server.close());
    const error = await Promise.race([once(server, 'listening').then(() => undefined), once(server, 'error').then(([cause]) => cause)]);
    if (error) return context.skip(`This machine has no ${host}`);
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    const owner = await findPortOwner(address.port);
    if (isLinux) assert.match(owner ?? '', new RegExp(`^node \\(process ${process.pid}\\)$`));
    else assert.equal(owner, undefined);
  });
}

test('a port that nobody listens on has no owner, nor has one that is only connected', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  assert.equal(await findPortOwner(1), undefined);
});
