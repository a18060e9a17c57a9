import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/project.ts';
import { toVsCodeVersion } from '../../../scripts/vscodeVersion.ts';

test('the lowest version is that of the manifest', () => {
  for (const engine of ['^1.109.0', '>=1.109.0', '1.109.0']) assert.equal(toVsCodeVersion('lowest', engine), '1.109.0');
});

test('every other word is left to the download', () => {
  for (const wanted of ['stable', 'insiders', '1.112.1']) assert.equal(toVsCodeVersion(wanted, '^1.109.0'), wanted);
});

test('a range without a lowest version is an error that says so', () => {
  for (const engine of ['*', '^1.109', '<2.0.0', '^1.90.0 || ^1.109.0']) {
    assert.throws(
      () => toVsCodeVersion('lowest', engine),
      ({ message }: Error) => message.startsWith(`engines.vscode is "${engine}"`),
    );
  }
});

test('our manifest names a lowest version', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { vscode: string } };
  assert.match(toVsCodeVersion('lowest', engines.vscode), /^\d+\.\d+\.\d+$/);
});
