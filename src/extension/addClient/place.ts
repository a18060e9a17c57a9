import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Project } from './project.ts';

/** Packages that are not the program. */
const asides = /^(tests?|docs|examples|scripts|migrations|alembic)$/;

/** Where the client of a project goes: the full path of a file that may exist. */
export async function placeOf({ path, language }: Project): Promise<string> {
  if (language === 'py') return join(path, await packageIn(path), 'dev_webhook.py');
  const sources = (await exists(join(path, 'src'))) ? 'src/lib' : 'lib';
  return join(path, sources, `dev-webhook.${language}`);
}

/** The next free name beside a file: `dev-webhook-2.ts`, `dev_webhook_2.py`, which a program can still import. */
export async function freePlaceBeside(path: string): Promise<string> {
  const [, stem = path, ending = ''] = /^(.*)(\.\w+)$/.exec(path) ?? [];
  const joint = ending === '.py' ? '_' : '-';
  for (let number = 2; ; number++) {
    const place = `${stem}${joint}${number}${ending}`;
    if (!(await exists(place))) return place;
  }
}

/** The folder of a Python project that its modules are in, as a path in it. */
async function packageIn(path: string): Promise<string> {
  if (await hasModules(join(path, 'app'))) return 'app';
  for (const parent of ['src', '']) {
    const entries = await readdir(join(path, parent), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory() && !asides.test(entry.name)).map(({ name }) => name);
    for (const name of names.sort()) if (await exists(join(path, parent, name, '__init__.py'))) return join(parent, name);
  }
  return '';
}

async function hasModules(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.endsWith('.py'));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The folders whose files show how a project writes: that of the file, and those around it up to the project. */
export function foldersAround(file: string, project: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder.startsWith(project) && !folders.includes(folder); folder = dirname(folder)) folders.push(folder);
  return folders;
}
