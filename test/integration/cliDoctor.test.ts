import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { emptyHome, type RunOptions, runCli, serveCli } from '../support/cli.ts';

async function examine(options: RunOptions) {
  const { code, stdout, stderr } = await runCli(['doctor', '--json'], options);
  assert.equal(stderr, '');
  const findings = JSON.parse(stdout) as Finding[];
  return { code, of: (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict) };
}

for (const flags of [[], ['--require-token']]) {
  test(`doctor finds the hub that runs, and nothing broken ${flags.join('')}`, async () => {
    await using hub = await serveCli(['--port', '0', '--audio-backend', 'tone', ...flags]);
    const { code, stdout } = await runCli(['doctor'], { env: hub.env });
    assert.deepEqual([code, /✖/.test(stdout)], [0, false], stdout);
    assert.match(stdout, /^✔ node: dev-sync \d\S* runs on Node \d/);
    assert.ok(stdout.includes(`answers at ${hub.url} (process ${hub.pid}).`), stdout);
    assert.ok(stdout.includes(`Commands from here go to ${hub.url}, and it has proven to be yours.`), stdout);
    assert.match(stdout, /✔ microphone: tone finds Tone of 1000 Hz/);
  });
}

test('doctor without a hub says how to start one, with status 1', async () => {
  await using home = await emptyHome();
  const { code, of } = await examine({ env: home.env });
  assert.equal(code, 1);
  assert.deepEqual(of('broken'), [
    { check: 'hub', verdict: 'broken', message: 'No hub is running.', next: 'Start it with "Dev Sync: Start" or `dev-sync serve`.' },
  ]);
});

test('doctor with a hub that cannot be asked promises no sound, it names the programs for it', async () => {
  await using home = await emptyHome();
  await writeFile(`${home.path}/ffmpeg`, '', { mode: 0o755 });
  const { of } = await examine({ env: { ...home.env, PATH: home.path, DEV_SYNC_URL: 'http://localhost:1' } });
  const microphone = of('note').find(({ check }) => check === 'microphone');
  assert.equal(microphone?.message, 'Installed: ffmpeg. A hub tells which microphones they find.');
});

test('doctor names a state file that a killed hub left, a folder that cannot be written, and a proxy in the way', async () => {
  await using hub = await serveCli();
  process.kill(hub.pid, 'SIGKILL');
  await hub.ended;
  const { of } = await examine({ env: { ...hub.env, HTTP_PROXY: 'http://proxy:3128' } });
  const notes = of('note').map(({ message }) => message);
  assert.ok(notes.some((message) => message.startsWith(`The last hub here did not end in good order (process ${hub.pid}`)));
  assert.ok(notes.some((message) => message.startsWith('$HTTP_PROXY is set')));
  const { of: ofNowhere } = await examine({ env: { ...hub.env, XDG_STATE_HOME: '/proc/x' } });
  assert.ok(ofNowhere('broken').some(({ message }) => message === '/proc cannot be written.'));
});

test('doctor says that the address of the environment is that of another program', async () => {
  await using hub = await serveCli();
  await using home = await emptyHome();
  const { code, of } = await examine({ env: { ...home.env, DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: 'another' } });
  assert.equal(code, 1);
  assert.match(of('broken')[0]?.message ?? '', /does not know your token/);
});
