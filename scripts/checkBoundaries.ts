import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { fail, root, say } from './project.ts';

/** Our folders, and which of them each may import besides itself; a folder inside another one comes first. Tests and scripts may import all. */
const areas: Readonly<Record<string, readonly string[]>> = {
  'src/shared': [],
  // Projects get it as it is: what it imports, they load.
  'src/client/sdk': [],
  'src/client': ['src/shared'],
  'src/server': ['src/shared'],
  'src/vite': ['src/shared'],
  'src/cli': ['src/shared', 'src/client', 'src/server'],
  'src/extension': ['src/shared', 'src/client'],
  // A page in a browser is a client of the hub like any other; the panel itself does not know where it is.
  'webview/host/browser': ['src/shared', 'src/client', 'webview'],
  'webview/dashboard': ['webview', 'webview/host/browser'],
  webview: ['src/shared'],
};

/** Code that also runs where Node is not. */
const withoutNode = ['src/shared', 'src/client/sdk', 'src/client', 'webview/host/browser', 'webview/dashboard', 'webview'];

const importPattern = /(?:^|[\s;}])(?:import|from)\s*\(?\s*(['"])(?<target>[^'"\n]+)\1/g;
const builtins = new Set(builtinModules);

const folder = process.argv[2] ?? root;
const files = globSync('{src,webview}/**/*.ts', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
const problems = files.flatMap(check);
if (files.length === 0 || problems.length > 0) fail(new Error(problems.join('\n') || `No sources in ${folder}.`));
else say(`Import directions hold in ${files.length} files.`);

function check(file: string): string[] {
  const text = readFileSync(posix.join(folder, file), 'utf8');
  return [...text.matchAll(importPattern)].flatMap((match) => {
    const target = match.groups?.target ?? '';
    const reason = objection(file, target);
    const line = text.slice(0, match.index + match[0].length).split('\n').length;
    return reason === undefined ? [] : [`${file}:${line}  "${target}": ${reason}`];
  });
}

function objection(file: string, target: string): string | undefined {
  const area = areaOf(file);
  if (area === undefined) return 'this file is in no area';
  return target.startsWith('.') ? objectionToFile(area, posix.join(posix.dirname(file), target)) : objectionToPackage(area, file, target);
}

function objectionToFile(area: string, target: string): string | undefined {
  if (target === 'package.json' && area !== 'src/shared') return undefined;
  const other = areaOf(target);
  const isAllowed = other !== undefined && (other === area || areas[area]?.includes(other));
  return isAllowed ? undefined : `${area} may not import ${other ?? 'from outside the areas'}`;
}

function objectionToPackage(area: string, file: string, target: string): string | undefined {
  if (target === 'vscode') return area === 'src/extension' ? undefined : 'only src/extension may';
  if (target.startsWith('node:') || builtins.has(target)) return withoutNode.includes(area) ? `${area} runs without Node` : undefined;
  if (/^zod(\/|$)/.test(target)) return file.startsWith('src/server/schemas/') ? undefined : 'only src/server/schemas may';
  return area === 'src/shared' ? 'src/shared imports nothing' : undefined;
}

function areaOf(file: string): string | undefined {
  return Object.keys(areas).find((area) => file.startsWith(`${area}/`));
}
