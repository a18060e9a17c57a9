import assert from 'node:assert/strict';
import { test } from 'node:test';
import { englishBundle } from '../../../scripts/l10n.ts';
import { errorCatalogue } from '../../../src/shared/errors.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What the bundle of these sources has beside the error catalogue. */
async function textsOf(files: Files): Promise<readonly string[]> {
  await using folder = await tempWorkspace(files);
  const bundle = JSON.parse(englishBundle(folder.path)) as Readonly<Record<string, string>>;
  for (const [english, text] of Object.entries(bundle)) assert.equal(text, english);
  const known: ReadonlySet<unknown> = new Set(Object.values(errorCatalogue).flat());
  return Object.keys(bundle).filter((text) => !known.has(text));
}

const inFunction = (call: string): Files => ({ 'src/extension/a.ts': `export const say = () => ${call};` });

test('the texts of the editor, of the panel and of the lines between hubs are in the bundle, each once', async () => {
  const texts = await textsOf({
    ...inFunction(`[l10n.t('On at {0}.', url), l10n.t("Don't"), vscode.t('No'), t('no')]`),
    'src/extension/deep/b.ts': `class B { words = l10n.t('Kept'); say() { return l10n.t('Don\\'t'); } }`,
    'src/shared/seams.ts': `export function seam(t) { return t('stopped {0}', time); }`,
    'webview/c.ts': `const clear = t('Clear'); html\`<b>\${t('Open')}</b>\`; plural(n, t('{0} event'), t('{0} events')); l10n.t('no');`,
  });
  assert.deepEqual(texts, ['Clear', "Don't", 'Kept', 'On at {0}.', 'Open', 'stopped {0}', '{0} event', '{0} events']);
});

test('every sentence of the error catalogue is in the bundle', async () => {
  await using folder = await tempWorkspace({});
  const sentences = Object.values(errorCatalogue).flatMap(([, message, next]) => [message, next]);
  assert.deepEqual(Object.keys(JSON.parse(englishBundle(folder.path)) as object).sort(), [...new Set(sentences)].sort());
});

for (const [name, files, complaint] of [
  ['a text that is put together', inFunction("l10n.t('On at ' + url)"), 'src/extension/a.ts:1  the text must be a literal'],
  ['a template', inFunction('l10n.t(`On`)'), 'must be a literal'],
  ['a text of elsewhere', inFunction('l10n.t(sentence)'), 'must be a literal'],
  ['one of two texts', { 'webview/a.ts': "\nt(isOne ? 'One' : 'Many');" }, 'webview/a.ts:2  the text must be a literal'],
  ['a sentence for one that hides the count', { 'webview/a.ts': "plural(n, t('One event'), t('{0} events', n));" }, 'must show {0}'],
  [
    'the same with the count put in',
    { 'webview/a.ts': "counted(n, t('The oldest of {1}'), t('The {0} oldest of {1}'));" },
    'must show {0}',
  ],
  ['a value that is missing', inFunction("l10n.t('{0} of {1}', a)"), 'the placeholders must be'],
  ['a value that no placeholder shows', inFunction("l10n.t('{0}', a, b)"), 'the placeholders must be'],
  ['a text of the editor while modules load', { 'src/extension/a.ts': "const title = l10n.t('Title');" }, 'no language is known'],
  ['a text that a class has once', { 'src/extension/a.ts': "class A { static title = l10n.t('Title'); }" }, 'no language is known'],
] as const) {
  test(`${name} is refused`, async () => {
    await assert.rejects(textsOf(files), (error: Error) => error.message.includes(complaint));
  });
}

test('whoever looks up the texts of others may do so', async () => {
  const lookUp = 'export const t = (text) => current.t(text); l10n.t(text); t(text);';
  assert.deepEqual(await textsOf({ 'src/extension/l10n.ts': lookUp, 'webview/l10n.ts': lookUp }), []);
});
