import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plain, plainLines, withoutIcons } from '../../../../src/extension/dialogs/plain.ts';
import { microphoneItems } from '../../../../src/extension/microphone/microphoneChoice.ts';
import { microphoneFaceOf } from '../../../../src/extension/statusBar/microphoneFace.ts';
import { statusFaceOf } from '../../../../src/extension/statusBar/statusFace.ts';
import { notListening } from '../../../../src/shared/listening.ts';
import { assertHarmless, honestTexts, hostileTexts } from '../../../support/hostileTexts.ts';

const sources = join(import.meta.dirname, '../../../../src/extension');
/** As the editor finds links in messages (`linkedText.ts` of VS Code). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

for (const text of ['[Fix it](command:a.b)', 'a [b](https://c "d") e', '[[a](command:b)](command:c)', '[a]](command:b)', '[a](file:/b)']) {
  test(`${text} becomes no link`, () => {
    assert.doesNotMatch(plain(text), link);
    assert.equal(plain(text).replaceAll(' ', ''), text.replaceAll(' ', ''));
  });
}

test('other words stay as they are', () => {
  const words = 'The setting a[0] is "(b)", see [c]: (d)';
  assert.equal(plain(words), words);
});

test('a name makes no icon', () => {
  assert.equal(withoutIcons('$(trash) $$(key)'), '$ (trash) $$ (key)');
});

test('a tooltip has the lines that we give it', () => {
  assert.equal(plainLines('a', null, '', 'b\nc'), 'a\nb\\u000ac');
});

for (const [name, text] of Object.entries(hostileTexts)) {
  test(`${name} is harmless wherever the editor shows it`, () => {
    const problem = { code: 'internal-error', message: text, next: text } as const;
    const on = {
      state: 'on',
      url: 'http://localhost:1',
      owner: text,
      subscribers: 1,
      problems: [problem],
      listening: notListening,
    } as const;
    const statuses = [on, { ...on, problems: [] }, { state: 'problem', error: problem } as const];
    const listening = { ...notListening, device: text, problem };
    const faces = (['active', 'error'] as const).map((status) => microphoneFaceOf({ ...listening, status }, -20));
    const microphone = { id: text, name: text, isDefault: true, channels: 1, defaultSampleRate: null };
    const lines = [
      ...statuses.map((status) => statusFaceOf(status).tooltip),
      ...faces.flatMap((face) => [face?.tooltip ?? '', face?.label ?? '']),
    ].flatMap((tooltip) => tooltip.split('\n'));
    assert.deepEqual(
      statuses.map((status) => statusFaceOf(status).tooltip.split('\n').length),
      [2, 1, 3],
    );
    const items = microphoneItems([microphone], { id: 'other', name: text, isOfSetting: false });
    const labels = items.flatMap(({ label, description }) => [label.replace(/^\$\((mic|check)\) /, ''), description]);
    for (const shown of [...lines, ...labels, plain(text), withoutIcons(text)]) assertHarmless(shown);
    for (const label of labels) assert.doesNotMatch(label, /\$\(/);
    assert.doesNotMatch(plain(text), link);
  });
}

test('honest words are left alone', () => {
  for (const text of honestTexts) assert.deepEqual([plain(text), withoutIcons(text), plainLines(text)], [text, text, text]);
});

test('every message of the editor gets its words by way of plain', () => {
  const calls = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(sources, name), 'utf8').matchAll(/\.show(?:Information|Warning|Error)Message(?:<\w+>)?\(.*/g),
    ]);
  assert.ok(calls.length >= 3);
  // Or they are words of ours alone.
  for (const [call] of calls) assert.match(call, /Message(<\w+>)?\((plain\(|'[^']*')/);
});
