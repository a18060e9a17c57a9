import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import bundle from '../../../l10n/bundle.l10n.json' with { type: 'json' };
import { type Editor, l10n, type Translator, translateAs, translateBy, translated } from '../../../src/extension/l10n.ts';
import { UnseenProblems } from '../../../src/extension/panel/unseenProblems.ts';
import { createProbes } from '../../../src/extension/selfTest/probes.ts';
import { settingsTable } from '../../../src/extension/settings/settingsTable.ts';
import { microphoneFaceOf } from '../../../src/extension/statusBar/microphoneFace.ts';
import { statusFaceOf } from '../../../src/extension/statusBar/statusFace.ts';
import { secretChangeItems } from '../../../src/extension/webhooks/webhookSecretChange.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { notListening } from '../../../src/shared/listening.ts';
import { fill } from '../../../src/shared/placeholders.ts';

const texts: Readonly<Record<string, string>> = bundle;

/** A language in which every text of the bundle stands in brackets; as in the editor, a text that is not in it stays as it is. */
const bracketed: Translator = {
  t: (english, ...values) => (Object.hasOwn(texts, english) ? `⟦${fill(english, ...values)}⟧` : fill(english, ...values)),
  language: 'de',
};

const editorIn = (language: string, bundle?: object): Editor => ({ l10n: { t: bracketed.t, bundle }, env: { language } });
const [number, time] = [12_345, new Date(2026, 10, 23, 7, 5, 3)];
const english = ['12,345', '23 Nov 2026', '23 Nov 2026, 07:05:03'];
const written = () => [l10n.number(number), l10n.day(time), l10n.moment(time)];

afterEach(() => translateBy({ t: fill, language: 'en' }));

test('English stands in the code, with values in their places', () => {
  assert.equal(l10n.t('{1} of {0}, {2}', 'b', 1), '1 of b, {2}');
  assert.deepEqual(written(), english);
});

test('numbers and days are written as the language does', () => {
  translateAs(editorIn('de', texts));
  assert.deepEqual(written(), ['12.345', '23. Nov. 2026', '23.11.2026, 07:05:03']);
});

test('numbers and days are English beside English words, whatever the editor speaks', () => {
  translateAs(editorIn('de'));
  assert.deepEqual(written(), english);
});

test('a language that nobody can write numbers in does not stop anything', () => {
  for (const tag of ['de_DE', '', 'C.UTF-8']) {
    translateAs(editorIn(tag, texts));
    assert.deepEqual(written(), english, tag);
  }
});

test('what the editor shows is in its language, and wholly', () => {
  translateBy(bracketed);
  const stats = (failed: number) => ({ targets: [{ failed }] }) as unknown as Parameters<UnseenProblems['takeStats']>[0];
  const problems = new UnseenProblems();
  problems.takeStats(stats(0));
  problems.takeStats(stats(2));
  const on = {
    state: 'on',
    url: 'http://localhost:4848',
    requiresToken: false,
    subscribers: 2,
    problems: [],
    listening: notListening,
  } as const;
  const listening = {
    ...notListening,
    isListening: true,
    status: 'active',
    device: 'USB',
    backend: 'naudiodon',
    sampleRate: 48_000,
  } as const;
  const shown = [
    statusFaceOf({ state: 'stopped' }).tooltip,
    statusFaceOf({ state: 'starting' }).tooltip,
    statusFaceOf(on).tooltip,
    statusFaceOf({ ...on, owner: 'shop', subscribers: 1 }).tooltip,
    statusFaceOf({ state: 'problem', error: new DevSyncError('port-in-use').toInfo() }).tooltip,
    ...(['editor', 'cli', 'page', 'program'] as const).map((startedBy) => microphoneFaceOf({ ...listening, startedBy }, -20)?.tooltip),
    ...secretChangeItems(['a', 'b']).flatMap(({ label, detail }) => [label, detail]),
    ...createProbes().flatMap(({ name, danger }) => [name, danger]),
    ...Object.values(settingsTable).flatMap(({ rule, faultOf }) => [rule(), faultOf(7, 'devSync.x')]),
    problems.badge?.tooltip,
  ];
  for (const text of shown) for (const line of text?.split('\n') ?? ['']) assert.match(line, /^⟦.*⟧$/);
});

test('a sentence of the error catalogue is translated where it is shown', () => {
  translateBy(bracketed);
  const { message, next } = new DevSyncError('no-microphone');
  assert.deepEqual(translated({ message, next }), { message: `⟦${message}⟧`, next: `⟦${next}⟧` });
});

test('what the hub says of the single case, and what was translated before, stay as they are', () => {
  translateBy(bracketed);
  const error = { message: 'Port 4848 is taken by another program.', next: l10n.t('Rotate the token once more.') };
  assert.deepEqual(translated(error), error);
});
