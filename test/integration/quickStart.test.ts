import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { quickStart } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { runProgram, startProgram } from '../support/cli.ts';
import { DEV_PAGE, startVisitor, type Visitor } from '../support/pages.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

let visitor: Visitor;

before(async () => {
  visitor = await startVisitor();
});

after(() => visitor[Symbol.asyncDispose]());

async function messagesIn(server: TestServer): Promise<unknown[]> {
  const { events } = okJson(await server.ask('/dev/history', { headers: server.auth }));
  return (events as { data: { message: string } }[]).map(({ data }) => data.message);
}

/** What a person does with a line for a page: writes the token into it and pastes it into the console. */
async function paste(page: Page, line: string, { token }: TestServer): Promise<void> {
  await page.evaluate(`${line.replace('<token>', token)}; undefined`);
}

for (const requireToken of [false, true]) {
  const kind = requireToken ? 'a locked hub' : 'an open hub';

  test(`the lines for a terminal follow and post to ${kind} as they stand`, async () => {
    await using server = await startTestServer({ requireToken });
    const { postInTerminal, followInTerminal } = quickStart({ url: server.url, requiresToken: requireToken });
    const env = { DEV_SYNC_TOKEN: server.token };
    await using follower = startProgram('/bin/sh', ['-c', `exec ${followInTerminal}`], { env });
    await until(() => follower.stdout().includes('connected'), 'the terminal follows');
    const { stdout } = await runProgram('/bin/sh', ['-c', postInTerminal], { env });
    assert.match(stdout, /"success":true/);
    await until(() => follower.stdout().includes('Hello from curl!'), 'the terminal hears of its event');
    assert.deepEqual(await messagesIn(server), ['Hello from curl!']);
  });

  test(`the lines for a page follow and post to ${kind}, with the token in its place`, async () => {
    await using server = await startTestServer({ requireToken });
    await using page = await visitor.open(DEV_PAGE);
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    const { followInPage, postInPage } = quickStart({ url: server.url, requiresToken: requireToken });
    await paste(page, followInPage, server);
    await until(() => logged.length === 1, 'the page follows');
    await paste(page, postInPage, server);
    await until(() => logged.length > 1, 'the page hears of its event');
    assert.deepEqual(await messagesIn(server), ['Hello from the page']);
  });
}
