import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/project.ts';
import { startTestServer } from '../support/testServer.ts';

test('a program that knows only the state file finds its hub, makes it prove itself, and uses its token', async () => {
  await using server = await startTestServer({ requireToken: true });
  const { url, token } = JSON.parse(await readFile(join(server.stateDir, `${server.port}.json`), 'utf8')) as { url: string; token: string };
  const nonce = randomUUID();
  const { proof } = (await (await fetch(`${url}/dev/health?nonce=${nonce}`)).json()) as { proof: string };
  assert.equal(proof, createHmac('sha256', token).update(nonce).digest('hex'));
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/dev/webhook`, { method: 'POST', headers, body: '{"event_type":"from.program"}' });
  assert.equal(answer.status, 200);
});

test('the documentation names the fields of the state file, all of them and no other', async () => {
  await using server = await startTestServer();
  const state = JSON.parse(await readFile(server.hub.statePath, 'utf8')) as object;
  const page = await readFile(join(root, 'docs/protocol.md'), 'utf8');
  const [, table = ''] = /<!-- fields of the state file -->(.*)<!-- end of the fields -->/s.exec(page) ?? [];
  const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(named.sort(), Object.keys(state).sort());
});
