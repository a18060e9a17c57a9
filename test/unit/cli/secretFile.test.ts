import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSecretFile } from '../../../src/cli/secretFile.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';

const [NEW, OLD] = [`whsec_${'A'.repeat(32)}`, `whsec_${'B'.repeat(32)}`];

async function read(content: string): Promise<readonly string[]> {
  await using folder = await tempWorkspace({ secret: content });
  return await readSecretFile(`${folder.path}/secret`);
}

test('a secret file has one secret, or two: the newest first', async () => {
  assert.deepEqual(await read(NEW), [NEW]);
  assert.deepEqual(await read(`${NEW}\n${OLD}\n`), [NEW, OLD]);
});

test('blank lines, spaces, and what Windows puts around lines do not count', async () => {
  assert.deepEqual(await read(`\ufeff\r\n  ${NEW}\t\r\n\r\n${OLD}`), [NEW, OLD]);
});

for (const [content, code, problem] of [
  ['', 'secret-missing', 'is empty'],
  [' \n\n', 'secret-missing', 'is empty'],
  ['swordfish', 'secret-invalid', 'has no secret in line 1'],
  [`${NEW}\nswordfish`, 'secret-invalid', 'has no secret in line 2'],
  [`${NEW} ${OLD}`, 'secret-invalid', 'has no secret in line 1'],
  [`${NEW}\n${OLD}\n${NEW}`, 'secret-invalid', 'has 3 lines'],
] as const) {
  test(`a secret file with ${JSON.stringify(content)} is refused, and nothing of it is said`, async () => {
    await assert.rejects(read(content), (error: Error & { code?: string; next?: string }) => {
      assert.deepEqual([error.code, error.message.endsWith(`/secret ${problem}.`)], [code, true], error.message);
      assert.doesNotMatch(`${error.message} ${error.next}`, /swordfish|AAAA|BBBB/);
      return true;
    });
  });
}

test('a secret file that is not there is missing', async () => {
  const message = 'The secret file /nowhere/secret cannot be read: ENOENT.';
  await assert.rejects(readSecretFile('/nowhere/secret'), { code: 'secret-missing', message });
});
