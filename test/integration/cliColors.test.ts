import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/cli.ts';
import { startCliOnTerminal } from '../support/terminal.ts';
import { startTestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

const ESCAPE = '\u001b';

test('tail has colors on a terminal, and lines that fit it', async () => {
  await using server = await startTestServer();
  await server.publish('agent.created', { name: 'Ann', text: 'x'.repeat(100) });
  await using program = startCliOnTerminal(60, ['tail', '--url', server.url, '--since', 'earliest']);
  const line = await until(() => /^.*(?=\r\n)/.exec(program.stdout())?.[0], 'the line');
  const parts = line.split(`${ESCAPE}[`);
  assert.equal(parts.length, 5, line);
  assert.equal(parts.map((part, index) => (index === 0 ? part : part.replace(/^\d+m/, ''))).join('').length, 60);
});

for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }] as const) {
  test(`history on a terminal with ${Object.entries(env).join('=').replace(',', '=')} is plain`, async () => {
    await using server = await startTestServer();
    await server.publish('agent.created');
    await using program = startCliOnTerminal(80, ['history', '--url', server.url], { env });
    assert.deepEqual(await within(program.ended, 'the end of history'), { code: 0, signal: null });
    assert.match(program.stdout(), /agent\.created/);
    assert.ok(!program.stdout().includes(ESCAPE));
  });
}

test('what goes into a pipe is plain, and so is JSON on a terminal', async () => {
  await using server = await startTestServer();
  await server.publish('agent.created');
  const piped = await runCli(['history', '--url', server.url], { env: { TERM: 'xterm-256color' } });
  await using program = startCliOnTerminal(80, ['history', '--json', '--url', server.url]);
  await within(program.ended, 'the end of history');
  for (const text of [piped.stdout, program.stdout()]) assert.ok(text.includes('agent.created') && !text.includes(ESCAPE));
});
