import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';
import { type Finished, runCli, serveCli } from '../support/cli.ts';
import { assertHarmless, hostileTexts } from '../support/hostileTexts.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

const evil = Object.values(hostileTexts).join(' ');

/** A stranger in the place of a hub, who answers every request like this. */
function startStranger(body: object) {
  return startReceiver({ respond: () => ({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
}

function assertHarmlessLines(text: string, count: number): void {
  const lines = text.split('\n');
  assert.equal(lines.length - 1, count, text);
  for (const line of lines) assertHarmless(line);
}

function runAt(url: string, ...parameters: readonly string[]): Promise<Finished> {
  return runCli([...parameters, '--url', new URL(url).origin]);
}

test('what a stranger answers to `send` is harmless on the terminal, and its JSON the same', async () => {
  const answer = { success: true, message: evil, id: evil, subscribers_notified: 1 };
  await using stranger = await startStranger(answer);
  const words = await runAt(stranger.url, 'send', 'a');
  assertHarmlessLines(words.stdout, 1);
  const json = await runAt(stranger.url, 'send', 'a', '--json');
  assertHarmlessLines(json.stdout, 1);
  assert.deepEqual(JSON.parse(json.stdout), answer);
});

test('a failure that a stranger words is two harmless lines', async () => {
  await using stranger = await startStranger({ success: false, error: { code: 'invalid-event', message: evil, next: evil } });
  for (const command of [['send', 'a'], ['history']]) {
    const { code, stdout, stderr } = await runAt(stranger.url, ...command);
    assert.ok(code !== 0 && stdout === '');
    assertHarmlessLines(stderr, 2);
  }
});

test('events of a stranger are a harmless line each, also as JSON, which says the same', async () => {
  const event = { id: evil, type: evil, data: { [evil]: [evil] }, timestamp: evil, source: evil };
  await using stranger = await startStranger({ success: true, events: [event, event], next: null, prev: null });
  assertHarmlessLines((await runAt(stranger.url, 'history')).stdout, 2);
  const { stdout } = await runAt(stranger.url, 'history', '--json');
  assertHarmlessLines(stdout, 2);
  assert.deepEqual(JSON.parse(stdout.split('\n')[0] ?? ''), event);
});

test('a hub in a folder with a hostile name is named harmlessly', async () => {
  await using folder = await tempWorkspace();
  const cwd = `${folder.path}/good\u001b[31m\nevil\u202e`;
  await mkdir(cwd);
  await using hub = await serveCli(['--port', '0'], { cwd });
  const { code, stderr } = await runCli(['serve', '--port', `${hub.port}`], { env: hub.env });
  assert.notEqual(code, 0);
  assertHarmlessLines(stderr, 2);
  assert.match(stderr, /good\\u001b\[31m\\u000aevil\\u202e/);
});
