import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './project.ts';

type Texts = Readonly<Record<string, string>>;

/** What the editor replaces by the text of that name. */
const REFERENCE = /^%(.+)%$/;

/** package.json as people see it: with its texts, which package.nls.json has, so that they can be translated. */
export async function readManifest<T>(): Promise<T> {
  const [manifest, texts] = await Promise.all(['package.json', 'package.nls.json'].map((name) => readFile(join(root, name), 'utf8')));
  return inEnglish(JSON.parse(manifest ?? '') as T, JSON.parse(texts ?? '') as Texts);
}

/** The same with the texts in the place of their names. */
export function inEnglish<T>(manifest: T, texts: Texts): T {
  return JSON.parse(JSON.stringify(manifest), (_, value: unknown) => textOf(value, texts)) as T;
}

/** Names of texts in a manifest, in its order, each as often as it stands there. */
export function textNamesIn(manifest: unknown): readonly string[] {
  const names: string[] = [];
  JSON.stringify(manifest, (_, value: unknown) => {
    const name = nameIn(value);
    if (name !== undefined) names.push(name);
    return value;
  });
  return names;
}

function textOf(value: unknown, texts: Texts): unknown {
  const name = nameIn(value);
  if (name === undefined) return value;
  const text = texts[name];
  if (text === undefined) throw new Error(`package.nls.json has no text "${name}".`);
  return text;
}

function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;
}
