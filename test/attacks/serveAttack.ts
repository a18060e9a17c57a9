import assert from 'node:assert/strict';
import { type ErrorCode, errorCatalogue } from '../../src/shared/errors.ts';
import { emptyHome, startCli } from '../support/cli.ts';
import { until } from '../support/until.ts';

/** `dev-sync serve` with flags that must keep it from coming up, for the reason of that code. */
export async function assertServesNot(flags: readonly string[], code: ErrorCode): Promise<void> {
  await using home = await emptyHome();
  await using program = startCli(['serve', '--json', '--memory', ...flags], { env: home.env });
  await until(() => program.child.exitCode !== null || program.stdout() !== '', 'it ends, or comes up');
  assert.equal(program.stdout(), '', 'It came up');
  assert.notEqual(program.child.exitCode, 0);
  const [, , next] = errorCatalogue[code];
  await until(() => program.stderr().includes(next), `the words of ${code}`);
}
