import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { transform } from 'esbuild';
import type * as api from '../../../../src/client/sdk/api.ts';
import type * as template from '../../../../src/client/templates/dev-webhook.ts';
import { clientText } from '../../../../src/extension/addClient/clientText.ts';
import type { ProjectKind } from '../../../../src/extension/addClient/project.ts';
import type { Style } from '../../../../src/extension/addClient/style.ts';
import { templates } from '../../../support/pythonProject.ts';

const plain: Style = { quote: "'", hasSemicolons: true, indent: '  ' };
const other: Style = { quote: '"', hasSemicolons: false, indent: '\t' };
const hubUrl = 'http://localhost:4850';

async function textFor(kind: ProjectKind, language: 'ts' | 'js', style = plain, packages: readonly string[] = []): Promise<string> {
  const text = await readFile(`${templates}/dev-webhook.${language}`, 'utf8');
  return clientText(text, { project: { kind, language, packages: new Set(packages) }, style, hubUrl });
}

/** What a program does, without its types, its words and its looks. */
async function codeOf(text: string, loader: 'ts' | 'js'): Promise<string> {
  return (await transform(text, { loader, minifyWhitespace: true })).code;
}

const kinds = ['vite', 'next', 'bundled', 'page', 'node'] as const;

for (const kind of kinds) {
  test(`${kind}: both languages and every style do the same, and no placeholder is left`, async () => {
    const code = await codeOf(await textFor(kind, 'ts'), 'ts');
    assert.doesNotMatch(code, /DEVELOPMENT|HUB_URL/);
    assert.equal(await codeOf(await textFor(kind, 'js'), 'js'), code);
    for (const language of ['ts', 'js'] as const) {
      const text = await textFor(kind, language, other);
      assert.equal(await codeOf(text, language), code);
      assert.doesNotMatch(text, /'|;$|^ {2}/m);
    }
  });
}

test('each kind tells development and its hub in the way of its tools', async () => {
  const heads = await Promise.all(kinds.map(async (kind) => /if \((.*)\) \{/.exec(await textFor(kind, 'js'))?.[1]));
  const inProcess = "process.env.NODE_ENV !== 'production'";
  assert.deepEqual(heads, [
    'import.meta.env.DEV',
    inProcess,
    inProcess,
    "['localhost', '127.0.0.1'].includes(location.hostname)",
    inProcess,
  ]);
  const urls = await Promise.all(kinds.map(async (kind) => /const url = (.*);/.exec(await textFor(kind, 'js'))?.[1]));
  const or = `|| '${hubUrl}').replace(/\\/$/, '')`;
  const literal = `'${hubUrl}'`;
  const named = ['import.meta.env.VITE_DEV_SYNC_URL', 'process.env.NEXT_PUBLIC_DEV_SYNC_URL', 'process.env.DEV_SYNC_URL'];
  const [vite, next, node] = named.map((name) => `(${name} ${or}`);
  assert.deepEqual(urls, [vite, next, literal, literal, node]);
});

test('only a project that has the types of Vite refers to them', async () => {
  assert.ok((await textFor('vite', 'ts', other, ['vite'])).startsWith('/// <reference types="vite/client" />\n//'));
  assert.ok((await textFor('vite', 'ts', plain, ['astro'])).startsWith('//'));
  assert.ok((await textFor('vite', 'js', plain, ['vite'])).startsWith('//'));
});

/** Held by the compiler: what the file in a project offers is what our own client offers, in both directions. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const isSame: [
  Same<typeof template.sendDevWebhook, typeof api.sendDevWebhook>,
  Same<typeof template.subscribeToBackendEvents, typeof api.subscribeToBackendEvents>,
  Same<template.DevSyncEvent, api.DevSyncEvent>,
] = [true, true, true];

test('the functions have the types of our own client', () => assert.deepEqual(isSame, [true, true, true]));
