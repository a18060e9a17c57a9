import assert from 'node:assert/strict';
import { chmod, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { runCli, serveCli } from '../support/cli.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** A browser that writes down what it was started with, and where that led it. */
async function fakeBrowser() {
  const folder = await tempWorkspace();
  const program = `#!${process.execPath}
    fetch(process.argv[2], { redirect: 'manual' }).then(({ headers }) =>
      require('node:fs').writeFileSync('${folder.path}/seen', [process.argv[2], headers.get('location'), process.env.ELECTRON_RUN_AS_NODE].join(' ')));`;
  await folder.write('browser.cjs', program);
  await chmod(`${folder.path}/browser.cjs`, 0o755);
  const seen = () => until(async () => (await readFile(`${folder.path}/seen`, 'utf8')).split(' '), 'the browser');
  return { path: `${folder.path}/browser.cjs`, seen, [Symbol.asyncDispose]: folder.dispose };
}

test('open leads the browser to the unlocked dashboard, and the token is in nothing that others can read', async () => {
  await using hub = await serveCli(['--port', '0', '--print-token']);
  await using browser = await fakeBrowser();
  const { code, stdout, stderr } = await runCli(['open'], { env: { ...hub.env, BROWSER: browser.path, ELECTRON_RUN_AS_NODE: '1' } });
  assert.deepEqual([code, stdout], [0, '']);
  assert.equal(stderr, `Waiting for a browser that opens ${hub.url}/\nThe dashboard is open in your browser: ${hub.url}/\n`);
  const [address = '', location, isNode] = await browser.seen();
  assert.equal(isNode, '', 'what is to be a browser is made to be Node');
  assert.equal(location, `${hub.url}/#token=${hub.ready.token}`);
  assert.ok(!address.includes(String(hub.ready.token)));
});

for (const [name, parameters, browser] of [
  ['--print', ['--print'], undefined],
  ['no browser', [], undefined],
  ['a browser that cannot be started', [], '/no/such/browser'],
] as const) {
  test(`open with ${name} prints the address without the token`, async () => {
    await using hub = await serveCli(['--port', '0', '--print-token']);
    const env = { ...hub.env, ...(browser !== undefined && { BROWSER: browser }) };
    const { code, stdout, stderr } = await runCli(['open', ...parameters], { env });
    assert.deepEqual([code, stdout], [0, `${hub.url}/\n`]);
    assert.ok(!stderr.includes(String(hub.ready.token)), stderr);
  });
}
