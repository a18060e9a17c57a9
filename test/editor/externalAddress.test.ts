import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type RawAnswer, sendRaw } from '../support/rawHttp.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** What a forward sends whose browsers know the hub by that name. */
function getAs(port: number, host: string, origin: string): Promise<RawAnswer | undefined> {
  const lines = ['GET /dev/health HTTP/1.1', `Host: ${host}`, `Origin: ${origin}`, 'Connection: close'];
  return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n`);
}

test('where the editor forwards ports to a name of its own, the hub answers to that name and that origin, and to no other', async () => {
  const port = await quietPort();
  await using workspace = await tempWorkspace({
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.autoStart': true }),
  });
  // As Codespaces does it: one host for each port.
  const env = { VSCODE_PROXY_URI: 'https://{{port}}-shop.example.test/' };
  await using editor = await openEditor({ folder: workspace.path, env });
  await untilStatus(editor, `is on at http://localhost:${port}`);
  const host = `${port}-shop.example.test`;
  const answer = await until(async () => {
    const got = await getAs(port, host, `https://${host}`);
    return got?.status === 200 ? got : undefined;
  }, 'an answer to the outside name');
  assert.equal(answer.headers.get('access-control-allow-origin'), `https://${host}`);
  const strangers = await Promise.all([
    getAs(port, `1-shop.example.test`, `https://${host}`),
    getAs(port, host, 'https://1-shop.example.test'),
    getAs(port, host, `http://${host}`),
  ]);
  assert.deepEqual(
    strangers.map((refused) => refused?.status),
    [403, 403, 403],
  );
});
