import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fixtureName } from '../../../../src/client/eventFiles/fixtureName.ts';
import { honestTexts, hostileTexts } from '../../../support/hostileTexts.ts';

const names: readonly (readonly [type: string, name: string])[] = [
  ['agent.created', 'agent.created'],
  ['order/paid now', 'order-paid-now'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['.bashrc', 'bashrc'],
  ['C:\\x', 'C-x'],
  ['CON', 'event-CON'],
  ['nul.txt', 'event-nul.txt'],
  ['console', 'console'],
  ['注文.作成', '注文.作成'],
  ['e\u0301', 'é'],
  ['...', 'event'],
  ['🎉', 'event'],
  ['x'.repeat(200), 'x'.repeat(60)],
];
for (const [type, name] of names)
  test(`${JSON.stringify(type).slice(0, 40)} is kept as ${name.slice(0, 40)}`, () => assert.equal(fixtureName(type), name));

function assertSafe(name: string): void {
  assert.match(name, /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}._-]*$/u);
  assert.doesNotMatch(name, /[.-]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
  assert.ok(Buffer.byteLength(`${name}-1000.json`) <= 255, name);
}

test('whatever the type is, the name is one of a plain file on every system', () => {
  for (const type of [...Object.values(hostileTexts), ...honestTexts]) assertSafe(fixtureName(type));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (type) => assertSafe(fixtureName(type))),
    { numRuns: 1000 },
  );
});
