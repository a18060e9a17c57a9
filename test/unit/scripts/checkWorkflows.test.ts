import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf } from '../../../scripts/checkWorkflows.ts';

/** Kept apart from the brace, so that no one takes it for a template of ours. */
const dollar = '$';
const pinned = `actions/checkout@${'0'.repeat(40)} # v7.0.1`;

function workflow(...steps: readonly string[]): string {
  const lines = ['on: push', 'jobs:', '  a:', '    runs-on: macos-15-intel', '    steps:', ...steps.map((step) => `      - ${step}`)];
  return `${lines.join('\n')}\n`;
}

/** A workflow that can be started by hand, with a job that has these lines too. */
async function faultsOfJob(...lines: readonly string[]): Promise<string[]> {
  const job = [
    '  publish:',
    ...lines.map((line) => `    ${line}`),
    '    runs-on: ubuntu-24.04',
    '    steps:',
    '      - run: npm run check',
  ];
  return faultsOf('ci.yml', `${workflow('run: npm run check').replace('on: push', 'on: [push, workflow_dispatch]')}${job.join('\n')}\n`, [
    'check',
  ]);
}

async function faults(...steps: readonly string[]): Promise<string[]> {
  return faultsOf('ci.yml', workflow(...steps), ['check']);
}

test('a workflow in order has no faults', async () => {
  assert.deepEqual(await faults(`uses: ${pinned}`, 'run: npm run check', 'run: npm run --silent check'), []);
});

test('what actionlint finds is a fault, with its place', async () => {
  const [fault = ''] = await faults(`run: echo ${dollar}{{ nothing.like.this }}`);
  assert.match(fault, /^ci\.yml:6:\d+ undefined variable "nothing"/);
  const [injected = ''] = await faults(`run: echo ${dollar}{{ github.event.issue.title }}`);
  assert.match(injected, /potentially untrusted/);
});

test('a runner that GitHub does not have is a fault', async () => {
  const text = workflow('run: npm run check').replace('macos-15-intel', 'macos-15-intal');
  assert.match((await faultsOf('ci.yml', text, ['check'])).join(), /label "macos-15-intal" is unknown/);
});

test('an action by tag, or by commit without its version, is a fault', async () => {
  for (const action of ['actions/checkout@v7', `actions/checkout@${'0'.repeat(40)}`, `actions/checkout@${'0'.repeat(40)} # v7`]) {
    assert.deepEqual(await faults(`uses: ${action}`), [`ci.yml:6 "${action}" is not pinned as <action>@<commit> # v1.2.3`]);
  }
});

test('a script that package.json does not have is a fault', async () => {
  assert.deepEqual(await faults('run: npm run check && npm run chekc'), ['ci.yml:6 package.json has no script "chekc"']);
});

test('a file of ours that is not there is a fault', async () => {
  assert.deepEqual(await faults('run: node scripts/checkWorkflows.ts && node --test test/unit/scripts/gone.test.ts'), [
    'ci.yml:6 there is no test/unit/scripts/gone.test.ts',
  ]);
});

test('a workflow of ours needs no commit, but has to be there', async () => {
  const calling = (name: string) => faultsOf('release.yml', `on: push\njobs:\n  ci:\n    uses: ./.github/workflows/${name}.yml\n`, []);
  assert.deepEqual(await calling('ci'), []);
  assert.deepEqual(await calling('gone'), ['release.yml:4 there is no ./.github/workflows/gone.yml']);
});

test('a job that may publish in a run by hand is a fault', async () => {
  const fault = `ci.yml job "publish" may write or deploy, and has no "if: github.event_name == 'push'"`;
  const writes = ['permissions:', '  contents: write'];
  for (const lines of [writes, ['permissions: write-all'], ['environment: release'], ["if: github.ref_type == 'tag'", ...writes]]) {
    assert.deepEqual(await faultsOfJob(...lines), [fault]);
  }
  assert.deepEqual(await faultsOfJob("if: github.event_name == 'push' || always()", ...writes), [fault]);
  assert.deepEqual(await faultsOfJob("if: github.event_name == 'push' && vars.NAME_IS_OURS == 'true'", ...writes), []);
  assert.deepEqual(await faultsOfJob('permissions:', '  contents: read'), []);
});
