import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { python } from '../../scripts/systemPackages.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { parseExactJson } from '../../src/shared/jsonText.ts';
import { curlSnippet, fetchSnippet, httpxSnippet, type Snippet } from '../../webview/acts/snippets.ts';
import { runProgram } from '../support/cli.ts';
import { hostileTexts } from '../support/hostileTexts.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { eventAt } from '../unit/webview/sample.ts';

const hub = { url: 'http://localhost:4848' };
const program = `'; exit 1 #" $(exit 1) \`exit 1\` \\' \\\\ !! %PATH% </script><!-- {{}} \${1}`;
const hostile = parseExactJson(
  JSON.stringify({ ...hostileTexts, program, "it's": ["\\'", '\\\\n'] }).replace(
    '{',
    '{"__proto__":{"a":1},"long":12345678901234567890,"huge":1e400,',
  ),
) as HubEvent['data'];
const sample = eventAt(0, { type: `it's ${program}`.slice(0, 200), data: hostile, source: "o'hara" });

async function newestEvent(server: TestServer): Promise<HubEvent> {
  const { text } = await server.ask('/dev/history', { headers: server.auth });
  return (parseExactJson(text) as { events: HubEvent[] }).events.at(-1) ?? assert.fail('nothing was published');
}

type Tool = { readonly name: string; readonly snippet: Snippet; readonly command: string; readonly flag: string };
const tools: readonly Tool[] = [
  { name: 'curl, in bash', snippet: curlSnippet, command: 'bash', flag: '-c' },
  { name: 'fetch', snippet: fetchSnippet, command: process.execPath, flag: '-e' },
  { name: 'httpx', snippet: httpxSnippet, command: python, flag: '-c' },
];

for (const { name, snippet, command, flag } of tools) {
  describe(`an event copied as ${name}`, () => {
    for (const requireToken of [false, true]) {
      it(`is published again as it was, by a hub that ${requireToken ? 'needs' : 'does not need'} the token`, async () => {
        await using server = await startTestServer({ requireToken });
        const line = snippet(sample, { url: server.url, requiresToken: requireToken }).replace('<token>', server.token);
        const env = { DEV_SYNC_TOKEN: server.token };
        const { code, stderr } = await runProgram(command, [flag, line], { env });
        assert.equal(code, 0, stderr);
        const { type, data, source } = await newestEvent(server);
        assert.deepEqual([type, source], [sample.type, sample.source]);
        assert.equal(JSON.stringify(data), JSON.stringify(sample.data));
      });
    }

    it('is one line of printable text', () => {
      const line = snippet(sample, hub);
      assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    });
  });
}

describe('a copied event', () => {
  it('reads as somebody would have written it', () => {
    const event = eventAt(0, { data: { name: 'Ada' }, source: null });
    const body = '{"event_type":"agent.created","data":{"name":"Ada"}}';
    const curl = `curl -X POST http://localhost:4848/dev/webhook -H "Content-Type: application/json" -d '${body}'`;
    assert.equal(curlSnippet(event, hub), curl);
    assert.equal(
      fetchSnippet(event, hub),
      `fetch('http://localhost:4848/dev/webhook', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '${body}' })`,
    );
    assert.equal(
      httpxSnippet(event, hub),
      `import httpx; httpx.post('http://localhost:4848/dev/webhook', headers={'Content-Type': 'application/json'}, content='${body}')`,
    );
  });

  it('does not end the script of a page that it is pasted into', () => {
    assert.doesNotMatch(fetchSnippet(sample, hub), /<[/!]/);
  });

  it('may be as large as events are', async () => {
    await using server = await startTestServer();
    const event = eventAt(0, { data: { text: "ä'".repeat(200_000) } });
    const { code, stderr } = await runProgram('bash', [], { input: curlSnippet(event, { url: server.url }) });
    assert.equal(code, 0, stderr);
    assert.deepEqual((await newestEvent(server)).data, event.data);
  });
});
