import assert from 'node:assert/strict';
import { startKillableHub } from '../../support/killableHub.ts';
import { sendRaw } from '../../support/rawHttp.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { get } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

const rules = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** This hub has a page of its own kind, so that it does not matter what was built. */
export const framedDashboard: Deed = async () => {
  await using folder = await tempWorkspace({
    'index.html': '<p>page</p>',
    'main.js': '',
    'style.css': '',
    'codicon.ttf': '',
    'icon.svg': '',
  });
  await using hub = await startKillableHub({ dashboardDir: folder.path });
  const answer = await sendRaw(hub.port, get('/', 'Accept: text/html', 'Sec-Fetch-Dest: iframe'));
  assert.deepEqual([answer?.status, answer?.text, answer?.headers.get('x-frame-options')], [200, '<p>page</p>', 'DENY']);
  const policy = answer?.headers.get('content-security-policy')?.split('; ') ?? [];
  assert.deepEqual(
    rules.filter((rule) => !policy.includes(rule)),
    [],
  );
  assert.doesNotMatch(policy.join(), /unsafe|https?:|\*|data:|blob:/);
};
