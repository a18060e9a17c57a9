import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../../scripts/project.ts';

type Figures = Readonly<Record<string, number | string>>;
type Round = Readonly<Record<string, Readonly<Record<string, Figures>>>>;

// The types of bench/ build on those of test/, so they cannot be named here.
const { claimsTable } = (await import(pathToFileURL(join(root, 'bench/fanout/report.ts')).href)) as {
  claimsTable(rounds: readonly Round[]): string;
};

test('a claim that was kept holds', () => {
  const round = { s10: { hub: figures(200), nchan: figures(100) } };
  assert.match(claimsTable([round]), /10 subscribers, to Nchan \| 2\.00 × \| ≥ 0\.8 \| holds \| ≥ 1\.7 \| holds/);
});

test('a peer that lost events is compared with nothing', () => {
  const round = { s10: { hub: figures(200), nchan: figures(100, '3 lost') } };
  assert.match(claimsTable([round]), /10 subscribers, to Nchan \| – × \| ≥ 0\.8 \| not measured/);
});

test('no claim holds when one run of ours lost an event, however the median is', () => {
  const clean = { s10: { hub: figures(200), nchan: figures(100) } };
  const unclean = { s10: { hub: figures(200, '1 lost'), nchan: figures(100) } };
  const text = claimsTable([clean, clean, unclean]);
  assert.match(text, /10 subscribers, to Nchan .* ≥ 0\.8 \| \*\*does not hold\*\*/);
  assert.match(text, /\*\*Not clean:\*\* 1 lost\./);
});

function figures(deliveriesPerSecond: number, faults = ''): Figures {
  return { deliveriesPerSecond, faults };
}
