import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserCommand } from '../../../src/cli/browser.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';

const url = 'http://127.0.0.1:5000/x';

for (const [name, platform, env, command] of [
  ['a Mac', 'darwin', {}, ['open', url]],
  ['Windows', 'win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', url]],
  ['a desktop', 'linux', { DISPLAY: ':0' }, ['xdg-open', url]],
  ['Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
  ['WSL', 'linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview', url]],
  ['a machine without a screen', 'linux', { DISPLAY: '' }, undefined],
  ['whoever names a browser', 'darwin', { BROWSER: '/opt/firefox' }, ['/opt/firefox', url]],
  ['whoever names one with parameters', 'linux', { BROWSER: ' firefox  -P dev ' }, ['firefox', '-P', 'dev', url]],
  ['whoever sets it to nothing', 'darwin', { BROWSER: ' ' }, ['open', url]],
] as const) {
  test(`on ${name} a page is shown by ${command?.[0] ?? 'nobody'}`, () => {
    assert.deepEqual(browserCommand(url, { platform, env }), command);
  });
}

test('blanks in the path of a browser do not make parameters', async () => {
  await using folder = await tempWorkspace({ 'My Browser': '' });
  const BROWSER = `${folder.path}/My Browser`;
  assert.deepEqual(browserCommand(url, { platform: 'linux', env: { BROWSER } }), [BROWSER, url]);
});
