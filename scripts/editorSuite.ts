import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './project.ts';

/** The bundle whose `run()` is called in an extension host. */
export const suiteBundle = join(root, '.cache/editor-suite/index.cjs');

/** The suite writes this beside its bundle when it has come to its end. */
const resultFile = join(root, '.cache/editor-suite/result.json');

export type SuiteTest = {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly error?: string;
};
export type SuiteResult = {
  /** Where the extension lies that was tested. */
  readonly extensionPath: string;
  readonly expected: number;
  readonly tests: readonly SuiteTest[];
};

/**
 * Makes an extension that does nothing, and answers its folder. VS Code runs suites only in windows that develop an extension: this one,
 * where ours is installed.
 */
export function makeSuiteExtension(): string {
  const folder = dirname(suiteBundle);
  const manifest = { name: 'suite', publisher: 'dev-sync', version: '0.0.0', engines: { vscode: '*' }, extensionKind: ['workspace'] };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** Call before a run, so that only its own result can be read after it. */
export function forgetSuiteResult(): void {
  rmSync(resultFile, { force: true });
}

/**
 * The exit code of an extension host says too little: `process.exit` in a test looks like success.
 *
 * @throws Error when the suite did not come to its end, or left tests out
 */
export function readSuiteResult(): SuiteResult {
  const result = parseResult();
  if (result.expected === 0) throw new Error('The suite in the extension host has no tests.');
  if (result.tests.length !== result.expected) {
    throw new Error(`The suite in the extension host ran ${result.tests.length} of ${result.expected} tests.`);
  }
  return result;
}

function parseResult(): SuiteResult {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8')) as SuiteResult;
  } catch (cause) {
    throw new Error('The suite in the extension host did not come to its end: it left no result.', { cause });
  }
}
