import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import type { SuiteResult, SuiteTest } from '../../../scripts/editorSuite.ts';
import { activation } from './activation.suite.ts';
import { extensionUnderTest } from './extensionUnderTest.ts';
import { rounds } from './rounds.suite.ts';

/** Every suite is a function, because mocha's globals are there only while `run` collects them. */
const suites = [activation, rounds];

const TEST_TIMEOUT_MS = 30_000;
const resultFile = join(__dirname, 'result.json');

/** VS Code calls this in the extension host: code-server and `@vscode/test-electron` alike. */
export async function run(): Promise<void> {
  rmSync(resultFile, { force: true });
  const mocha = new Mocha({ ui: 'bdd', timeout: TEST_TIMEOUT_MS, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const suite of suites) suite();
  const result = { extensionPath: extensionUnderTest().extensionPath, ...(await runToEnd(mocha)) };
  writeFileSync(resultFile, JSON.stringify(result));
  const failed = result.tests.filter((test) => test.state === 'failed');
  if (failed.length > 0) throw new Error(`${failed.length} of ${result.expected} tests failed.`);
}

function runToEnd(mocha: Mocha): Promise<Omit<SuiteResult, 'extensionPath'>> {
  const expected = mocha.suite.total();
  const tests: SuiteTest[] = [];
  const add = (test: Mocha.Test, state: SuiteTest['state'], error?: Error) =>
    tests.push({ title: test.fullTitle(), state, durationMs: test.duration ?? 0, ...(error && { error: error.stack ?? error.message }) });
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ expected, tests }));
    runner.on('pass', (test) => add(test, 'passed'));
    runner.on('pending', (test) => add(test, 'skipped'));
    runner.on('fail', (test, error) => add(test, 'failed', error));
  });
}
