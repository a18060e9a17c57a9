import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from '../../../../src/extension/selfTest/report.ts';
import type { ProbeResult } from '../../../../src/extension/selfTest/runProbes.ts';

const result: ProbeResult = {
  name: 'A guess',
  sent: ['GET /x', 'Origin: https://evil.example'],
  danger: 'Much.',
  verdict: 'pass',
  got: '401 token-required',
};
const head = { url: 'http://localhost:4848', at: '22.11.2026' };
const report = (...verdicts: ProbeResult['verdict'][]) =>
  reportOf(
    verdicts.map((verdict) => ({ ...result, verdict })),
    head,
  );

/** The cells of every row of the table. */
const rowsOf = (markdown: string) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));

test('a probe is a row with its verdict, what was tried, sent and answered, and the danger', () => {
  const [, , row] = rowsOf(report('pass'));
  assert.deepEqual(
    row?.map((cell) => cell.trim()),
    ['pass', 'A guess', '`GET /x`<br>`Origin: https://evil.example`', '401 token-required', 'Much.'],
  );
});

test('the page says which hub was probed and when', () => {
  assert.match(report('pass'), /The hub at http:\/\/localhost:4848, probed on 22\.11\.2026\./);
});

for (const [verdicts, words] of [
  [['pass', 'pass'], '**2 of 2 attacks were stopped.**'],
  [['pass', 'unchecked'], '**1 of 2 attacks were stopped.** 1 could not be checked.'],
  [['fail', 'pass', 'unchecked'], '**1 of 3 attacks got through.** 1 could not be checked. Stop the hub'],
  [['open', 'pass'], '**1 of 2 attacks were stopped.** 1 is open by your setting (devSync.host).\n'],
] as const) {
  test(`the page begins with what counts: ${verdicts.join(', ')}`, () => assert.ok(report(...verdicts).includes(words)));
}

test('where a guard failed, the page says how to report that', () => {
  assert.ok(report('fail').includes('report it as [Security](docs/security.md#reporting) says'));
  assert.ok(report('pass').includes('[Security](docs/security.md) has all guards'));
});

test('a guard that failed stands out', () => {
  assert.match(report('fail'), /\| \*\*FAIL\*\* \|/);
});

test('where there is no guard by choice, or nothing could be tried, the row says so', () => {
  const [, , open, unchecked] = rowsOf(report('open', 'unchecked'));
  assert.deepEqual([open?.[0], unchecked?.[0]], [' open by your setting (devSync.host) ', ' not checked ']);
});

test('words of strangers stay in their cell, and are words', () => {
  const got = 'a | b\n| c [x](command:y) <img src=z> `d` ![e](http://f) \\';
  const [, , row] = rowsOf(reportOf([{ ...result, got }], head));
  assert.equal(row?.length, 5);
  assert.equal(row?.[3], ' a \\| b \\| c \\[x\\](command:y) \\<img src=z\\> \\`d\\` \\!\\[e\\](http://f) \\\\ ');
});
