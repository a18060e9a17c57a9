import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeCacheFolder, type Environment, hubStateFolder, projectLogFolder } from '../../../src/shared/stateFolder.ts';

const windows = { platform: 'win32', homedir: 'C:\\Users\\me' };
const linux = { platform: 'linux', homedir: '/home/me' };
const table: readonly [Environment, folder: string][] = [
  [{ ...windows, env: { LOCALAPPDATA: 'D:\\Local' } }, 'D:\\Local\\dev-sync\\hubs'],
  [{ ...windows, env: {} }, 'C:\\Users\\me\\AppData\\Local\\dev-sync\\hubs'],
  [{ ...windows, env: { LOCALAPPDATA: '' } }, 'C:\\Users\\me\\AppData\\Local\\dev-sync\\hubs'],
  [{ platform: 'darwin', homedir: '/Users/me', env: { XDG_STATE_HOME: '/x' } }, '/Users/me/Library/Application Support/dev-sync/hubs'],
  [{ ...linux, env: {} }, '/home/me/.local/state/dev-sync/hubs'],
  [{ ...linux, env: { XDG_STATE_HOME: '' } }, '/home/me/.local/state/dev-sync/hubs'],
  [{ ...linux, env: { XDG_STATE_HOME: 'state' } }, '/home/me/.local/state/dev-sync/hubs'],
  [{ ...linux, env: { XDG_STATE_HOME: '/var/state' } }, '/var/state/dev-sync/hubs'],
  [{ ...linux, platform: 'freebsd', env: {} }, '/home/me/.local/state/dev-sync/hubs'],
];
for (const [environment, folder] of table) {
  test(`the state of hubs on ${environment.platform} with ${JSON.stringify(environment.env)} is in ${folder}`, () => {
    assert.equal(hubStateFolder(environment), folder);
  });
}

const projects: readonly [Environment, path: string, folder: string][] = [
  [{ ...linux, env: {} }, '/home/me/shop', '/home/me/.local/state/dev-sync/logs/shop-0badcafe'],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, '/home/me/My "Shop" (new)', '/x/dev-sync/logs/My-Shop-new-0badcafe'],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, '/srv/.größe.日本/', '/x/dev-sync/logs/größe.日本-0badcafe'],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, `/${'\u{20000}'.repeat(99)}`, `/x/dev-sync/logs/${'\u{20000}'.repeat(40)}-0badcafe`],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, '/', '/x/dev-sync/logs/project-0badcafe'],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, '/home/me/..-', '/x/dev-sync/logs/project-0badcafe'],
  [{ platform: 'darwin', homedir: '/Users/me', env: {} }, '/a/b', '/Users/me/Library/Application Support/dev-sync/logs/b-0badcafe'],
  [{ ...windows, env: {} }, 'D:\\work\\shop', 'C:\\Users\\me\\AppData\\Local\\dev-sync\\logs\\shop-0badcafe'],
  [{ ...windows, env: {} }, 'D:\\', 'C:\\Users\\me\\AppData\\Local\\dev-sync\\logs\\D-0badcafe'],
];
for (const [environment, path, folder] of projects) {
  test(`the log of ${path.slice(0, 30)} on ${environment.platform} is in ${folder.slice(0, 70)}`, () => {
    assert.equal(projectLogFolder(environment, { path, hash: '0badcafe' }), folder);
  });
}

const caches: readonly [Environment, folder: string][] = [
  [{ ...windows, env: { LOCALAPPDATA: 'D:\\Local' } }, 'D:\\Local\\dev-sync\\code'],
  [{ platform: 'darwin', homedir: '/Users/me', env: { XDG_CACHE_HOME: '/x' } }, '/Users/me/Library/Caches/dev-sync/code'],
  [{ ...linux, env: { XDG_STATE_HOME: '/x' } }, '/home/me/.cache/dev-sync/code'],
  [{ ...linux, env: { XDG_CACHE_HOME: './cache' } }, '/home/me/.cache/dev-sync/code'],
  [{ ...linux, env: { XDG_CACHE_HOME: '/var/cache' } }, '/var/cache/dev-sync/code'],
];
for (const [environment, folder] of caches) {
  test(`compiled code on ${environment.platform} with ${JSON.stringify(environment.env)} is in ${folder}`, () => {
    assert.equal(codeCacheFolder(environment), folder);
  });
}
