import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, hubStateFolder } from '../../../src/shared/stateFolder.ts';

const windows = { platform: 'win32', homedir: 'C:\\Users\\me' };
const linux = { platform: 'linux', homedir: '/home/me' };
const table: readonly [Environment, folder: string][] = [
  [{ ...windows, env: { LOCALAPPDATA: 'D:\\Local' } }, 'D:\\Local\\dev-sync\\hubs'],
  [{ ...windows, env: {} }, 'C:\\Users\\me\\AppData\\Local\\dev-sync\\hubs'],
  [{ ...windows, env: { LOCALAPPDATA: '' } }, 'C:\\Users\\me\\AppData\\Local\\dev-sync\\hubs'],
  [{ platform: 'darwin', homedir: '/Users/me', env: { XDG_STATE_HOME: '/x' } }, '/Users/me/Library/Application Support/dev-sync/hubs'],
  [{ ...linux, env: {} }, '/home/me/.local/state/dev-sync/hubs'],
  [{ ...linux, env: { XDG_STATE_HOME: '' } }, '/home/me/.local/state/dev-sync/hubs'],
  [{ ...linux, env: { XDG_STATE_HOME: '/var/state' } }, '/var/state/dev-sync/hubs'],
  [{ ...linux, platform: 'freebsd', env: {} }, '/home/me/.local/state/dev-sync/hubs'],
];
for (const [environment, folder] of table) {
  test(`the state of hubs on ${environment.platform} with ${JSON.stringify(environment.env)} is in ${folder}`, () => {
    assert.equal(hubStateFolder(environment), folder);
  });
}
