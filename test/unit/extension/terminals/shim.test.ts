import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeShim } from '../../../../src/extension/terminals/shim.ts';
import { runProgram } from '../../../support/cli.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const linux = { node: process.execPath, home: '/home/somebody', platform: 'linux' } as const;

test('dev-sync runs the given Node as Node, with its words as they are, where nothing is on the PATH', async () => {
  const says = 'console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE])); process.exitCode = 7;\n';
  await using folder = await tempWorkspace({ "it's $HOME/cli.js": says });
  const cli = `${folder.path}/it's $HOME/cli.js`;
  await writeShim({ ...linux, folder: `${folder.path}/bin of it`, cli });
  const words = ['send', '{"a": "b c"}', '*', '', '$HOME'];
  const { code, stdout } = await runProgram(`${folder.path}/bin of it/dev-sync`, words, { env: { PATH: '/nowhere' } });
  assert.deepEqual(JSON.parse(stdout), [words, '1']);
  assert.equal(code, 7);
});

test('a program that is right already is left alone, and one of another version is replaced', async () => {
  await using folder = await tempWorkspace();
  const write = async (cli: string) => {
    await writeShim({ ...linux, folder: folder.path, cli });
    return (await stat(join(folder.path, 'dev-sync'))).ino;
  };
  const first = await write('/a/cli.js');
  assert.equal(await write('/a/cli.js'), first);
  assert.notEqual(await write('/b/cli.js'), first);
  assert.match(await readFile(join(folder.path, 'dev-sync'), 'utf8'), /'\/b\/cli\.js'/);
  assert.deepEqual(await readdir(folder.path), ['dev-sync']);
});

test('on Windows there is one more, which names the home of the person in no code page', async () => {
  await using folder = await tempWorkspace();
  const node = 'c:\\Users\\Jürgen\\AppData\\Local\\Programs\\Code\\Code.exe';
  const windows = { node, cli: 'D:\\100%\\cli.js', home: 'C:\\Users\\Jürgen', platform: 'win32' } as const;
  await writeShim({ ...windows, folder: folder.path });
  assert.deepEqual((await readFile(join(folder.path, 'dev-sync.cmd'), 'utf8')).split('\r\n'), [
    '@echo off',
    'setlocal',
    'set ELECTRON_RUN_AS_NODE=1',
    '"%USERPROFILE%\\AppData\\Local\\Programs\\Code\\Code.exe" "D:\\100%%\\cli.js" %*',
    '',
  ]);
});
