import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { test } from 'node:test';
import { findProjects } from '../../../../src/extension/addClient/project.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

type Files = Readonly<Record<string, string>>;

const needs = (...names: readonly string[]) => JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, '*'])) });

/** What is found, a line each: where it is, what people call it, how it tells development, and its language. */
async function found(files: Files): Promise<string[]> {
  await using folder = await tempWorkspace(files);
  const projects = await findProjects(folder.path);
  return projects.map(({ path, label, kind, language }) => `${relative(folder.path, path) || '.'}: ${label}, ${kind}, ${language}`);
}

const table: readonly (readonly [name: string, files: Files, ...projects: string[]])[] = [
  ['Vite', { 'package.json': needs('vite'), 'tsconfig.json': '{}', 'index.html': '' }, '.: Vite, vite, ts'],
  ['Vite without its package', { 'package.json': '{}', 'vite.config.js': '' }, '.: Vite, vite, js'],
  ['Next', { 'package.json': needs('next', 'typescript') }, '.: Next.js, next, ts'],
  ['webpack', { 'package.json': needs('webpack') }, '.: JavaScript, bundled, js'],
  ['a page that nothing builds', { 'package.json': '{}', 'public/index.html': '' }, '.: JavaScript, page, js'],
  ['a program of Node', { 'package.json': needs('express'), 'tsconfig.build.json': '' }, '.: TypeScript, node, ts'],
  ['a package.json that is being written', { 'package.json': '{"dep' }, '.: JavaScript, node, js'],
  ['FastAPI', { 'requirements.txt': 'FastAPI[standard]>=0.110\n' }, '.: FastAPI, python, py'],
  ['Python', { 'pyproject.toml': '[project]\nname = "x"\n' }, '.: Python, python, py'],
  [
    'frontend and backend',
    { 'frontend/package.json': needs('next'), 'backend/requirements-dev.txt': 'fastapi', 'README.md': '' },
    'backend: FastAPI, python, py',
    'frontend: Next.js, next, js',
  ],
  [
    'both in one folder, those inside later',
    { 'package.json': needs('vite'), 'setup.py': '', 'packages/a/package.json': needs('rollup') },
    ...['.: Vite, vite, js', '.: Python, python, py', 'packages/a: JavaScript, bundled, js'],
  ],
  [
    'what others brought',
    { 'package.json': needs('vite'), 'node_modules/next/package.json': needs('next'), '.venv/setup.py': '', 'dist/package.json': '{}' },
    '.: Vite, vite, js',
  ],
  ['what is too deep', { 'a/b/c/package.json': '{}', 'd/e/f/g/package.json': '{}' }, 'a/b/c: JavaScript, node, js'],
  ['a page and nothing else', { 'index.html': '', 'main.js': '' }, '.: JavaScript, page, js'],
  ['a script', { 'main.py': '' }, '.: Python, python, py'],
  ['nothing', {}, '.: TypeScript, node, ts', '.: JavaScript, node, js', '.: Python, python, py'],
];

for (const [name, files, ...projects] of table) {
  test(`finds: ${name}`, async () => assert.deepEqual(await found(files), projects));
}

test('a Python project says which packages it names', async () => {
  await using folder = await tempWorkspace({ 'requirements.txt': 'fastapi==0.1\n', 'pyproject.toml': 'dependencies = ["HTTPX>=0.27"]' });
  const [project] = await findProjects(folder.path);
  assert.deepEqual(
    ['fastapi', 'httpx', 'requests'].map((name) => project?.packages?.has(name)),
    [true, true, false],
  );
});
