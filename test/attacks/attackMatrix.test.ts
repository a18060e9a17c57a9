import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../scripts/project.ts';
import { assertRefused } from '../support/answer.ts';
import { type RawAnswer, sendRaw } from '../support/rawHttp.ts';
import { type AttackedHub, startAttackedHub } from './attackedHub.ts';
import { deeds } from './deeds/deeds.ts';
import { assertServesNot } from './serveAttack.ts';
import { type Attack, get, type Outcome, PAGE, postEvent, type SentAttack } from './table/attack.ts';
import { guards } from './table/guards.ts';
import { CONTROL, matrix } from './table/matrix.ts';
import { mutants } from './table/mutants.ts';

const HONEST_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

let open: AttackedHub;
let locked: AttackedHub;

before(async () => {
  [open, locked] = await Promise.all([startAttackedHub(), startAttackedHub('--require-token')]);
});

after(async () => {
  await Promise.all([open, locked].map((hub) => hub[Symbol.asyncDispose]()));
});

test(CONTROL, async () => {
  for (const headers of [[], [`Origin: ${PAGE}`]]) {
    const answer = await sendRaw(open.port, postEvent(...headers));
    assert.equal(answer?.status, 200, answer?.text);
  }
});

test('every attack has a name of its own, and every guard is where the table says and stops something', async () => {
  const attacks = matrix.flatMap((one) => one.attacks);
  const names = attacks.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  for (const [guard, [file, name]] of Object.entries(guards)) {
    assert.match(await readFile(join(root, 'src', file), 'utf8'), new RegExp(`\\b${name}\\b`));
    assert.ok(
      attacks.some((attack) => attack.guard === guard),
      guard,
    );
  }
});

test('every change that takes a guard away can still be made', async () => {
  for (const { file, find } of Object.values(mutants).flat()) {
    const text = await readFile(join(root, 'src', file), 'utf8');
    assert.equal(text.split(find).length, 2, `${file} has this once: ${find}`);
  }
});

for (const { title, attacks, isSlow } of matrix) {
  describe(title, { concurrency: isSlow ? attacks.length : 1 }, () => {
    for (const attack of attacks) {
      test(attack.name, () =>
        run(attack).catch(async (error) => {
          await recover();
          throw error;
        }),
      );
    }

    after(async () => {
      for (const hub of [open, locked]) {
        await hub.publish();
        await hub.assertWell();
      }
    });
  });
}

/** What one attack did to a hub must not be what the next one is blamed for. */
async function recover(): Promise<void> {
  [open, locked] = await Promise.all([open.recovered(), locked.recovered()]);
}

function run(attack: Attack): Promise<void> {
  if ('deed' in attack) return deeds[attack.deed](open);
  if ('serve' in attack) return assertServesNot(['--port', '0', ...attack.serve], attack.code);
  return send(attack, attack.isLocked ? locked : open);
}

async function send({ send: bytes, outcome }: SentAttack, hub: AttackedHub): Promise<void> {
  const count = await hub.count();
  const answer = await sendRaw(hub.port, typeof bytes === 'string' ? bytes : bytes(hub));
  assert.ok(answer, 'The hub closed the connection without an answer');
  assert.match(answer.headers.get('access-control-allow-origin') ?? PAGE, HONEST_ORIGIN, 'Only honest pages may read the answer');
  if ('refused' in outcome) assertRefused(answer, ...outcome.refused);
  else if ('answered' in outcome) assertAnswered(answer, outcome);
  else await assertPublished(answer, outcome.published, hub);
  assert.equal((await hub.count()) - count, 'published' in outcome ? 1 : 0, 'Events that were published');
}

async function assertPublished({ status, text }: RawAnswer, data: string, { port }: AttackedHub): Promise<void> {
  assert.equal(status, 200, text);
  const kept = await sendRaw(port, get('/dev/history?limit=1'));
  assert.ok(kept?.text.includes(`"data":${data},"timestamp"`), kept?.text.slice(0, 1000));
}

function assertAnswered({ status, headers, text }: RawAnswer, outcome: Extract<Outcome, { answered: number }>): void {
  assert.equal(status, outcome.answered, text);
  for (const secret of outcome.hides ?? []) assert.ok(!text.includes(secret), text);
  for (const [name, part] of Object.entries(outcome.headers ?? {})) {
    const value = headers.get(name);
    if (part === null) assert.equal(value, undefined, name);
    else assert.ok(value?.includes(part), `${name}: ${value}`);
  }
}
