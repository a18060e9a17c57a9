import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usageWords } from '../../../src/cli/usageWords.ts';

const more = '  "dev-sync send --help" shows how it is used.';

for (const [text, words] of [
  ["error: unknown option '--loud'", `dev-sync: Unknown option '--loud'.\n${more}`],
  ["error: unknown option '--jsn'\n(Did you mean --json?)", "dev-sync: Unknown option '--jsn'.\n  Did you mean --json?"],
  ["error: missing required argument 'type'", `dev-sync: Missing required argument 'type'.\n${more}`],
  ["error: option '--port <n>' argument 'x. y' is invalid. Give a number.", "dev-sync: --port <n> cannot be 'x. y'.\n  Give a number."],
  [
    "error: command-argument value '{' is invalid for argument 'json'. It is not JSON.",
    "dev-sync: <json> cannot be '{'.\n  It is not JSON.",
  ],
  [
    "error: too many arguments for 'send'. Expected 2 arguments but got 3: a, b, c.",
    `dev-sync: Too many arguments for 'send'.\n  Expected 2 arguments but got 3: a, b, c.\n${more}`,
  ],
  ['error: No time.\n  after:x\n        ^\nWrite a time.', 'dev-sync: No time.\n  after:x\n        ^\n  Write a time.'],
] as const) {
  test(`${JSON.stringify(text)} is said as all failures are`, () => {
    assert.equal(usageWords(`${text}\n`, 'dev-sync send'), words);
  });
}
