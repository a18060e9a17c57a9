import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/project.ts';
import { themes } from '../../webview/themes.ts';

const files: Readonly<Record<string, string>> = {
  dark: 'dark',
  light: 'light',
  'hc-dark': 'highContrast',
  'hc-light': 'highContrastLight',
};
/** Marked by borders instead: VS Code has no such colours in its high contrast themes either. */
const notInHighContrast = [
  'button-hoverBackground',
  'button-secondaryHoverBackground',
  'editorSuggestWidget-selectedBackground',
  'list-activeSelectionBackground',
  'list-inactiveSelectionBackground',
  'toolbar-activeBackground',
  'toolbar-hoverBackground',
];

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function definedIn(theme: string): Map<string, string> {
  const text = read(`webview/dashboard/themes/${theme}.css`);
  return new Map(Array.from(text.matchAll(/--vscode-([\w-]+): ([^;]+);/g), ([, name = '', value = '']) => [name, value]));
}

/** Variables of VS Code that are taken with nothing in their place. */
function usedWithoutFallback(): Set<string> {
  const sources = globSync('webview/**/*.{css,ts}', { cwd: root }).map((file) => read(file));
  return new Set(sources.flatMap((text) => Array.from(text.matchAll(/var\(\s*--vscode-([\w-]+)\s*\)/g), ([, name = '']) => name)));
}

for (const { name, variables } of themes) {
  const file = files[name] ?? '';

  test(`the dashboard defines every colour that the panel uses in the theme ${name}`, () => {
    const defined = new Set([...definedIn(file).keys(), ...definedIn('fonts').keys()]);
    const absent = [...usedWithoutFallback()].filter((variable) => !defined.has(variable));
    assert.deepEqual(
      absent.filter((variable) => !(name.startsWith('hc') && notInHighContrast.includes(variable))),
      [],
    );
  });

  test(`the dashboard's theme ${name} has the values of VS Code`, () => {
    const colours = Object.entries(variables).filter(([variable]) => !/font-(family|size|weight)$/.test(variable));
    const defined = definedIn(file);
    assert.deepEqual(
      colours.map(([variable]) => [variable, defined.get(variable)]),
      colours,
    );
  });
}
