import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How a project writes JavaScript. */
export type Style = { readonly quote: "'" | '"'; readonly hasSemicolons: boolean; readonly indent: string };

/** So many show it. */
const MOST_FILES = 20;
const MOST_BYTES = 256 * 1024;
const code = /(?<!\.d)\.[cm]?[jt]sx?$/;

const quoted = /(?:\bfrom|\bimport|\brequire\()\s*(['"])/g;
/** Statements of one line, whose end shows. */
const statement = /^\s*(?:import|return|const|let)\b.*[\w'"\])](;?)$/gm;
const indented = /^(\t| {2}| {4})[^\s*]/m;

/** The style of the code in these folders, the nearest first; that of our template where there is none. */
export async function styleOf(folders: readonly string[]): Promise<Style> {
  const texts = await readCode(folders);
  return {
    quote: mostOf(texts.flatMap((text) => [...text.matchAll(quoted)].map(([, quote]) => quote as Style['quote']))) ?? "'",
    hasSemicolons: mostOf(texts.flatMap((text) => [...text.matchAll(statement)].map(([, end]) => end === ';'))) ?? true,
    indent: mostOf(texts.flatMap((text) => indented.exec(text)?.[1] ?? [])) ?? '  ',
  };
}

/** The template in another style. It has no quotes in its words, and no line that would go on with the one before. */
export function restyle(template: string, { quote, hasSemicolons, indent }: Style): string {
  const text = template.replaceAll("'", quote).replace(/^(?: {2})+/gm, (spaces) => indent.repeat(spaces.length / 2));
  return hasSemicolons ? text : text.replace(/;$/gm, '');
}

/** Code of these folders and of those right in them. */
async function readCode(folders: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const below = entries.filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|dist$|build$)/.test(entry.name));
    const others = below.map(({ name }) => join(folder, name)).filter((place) => !folders.includes(place));
    for (const place of [folder, ...others]) {
      for (const name of (await readdir(place).catch(() => [])).filter((candidate) => code.test(candidate))) {
        if (texts.length === MOST_FILES) return texts;
        texts.push(await readSmall(join(place, name)));
      }
    }
  }
  return texts;
}

/** Without what only Windows has at the end of a line. */
async function readSmall(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > MOST_BYTES) return '';
  return (await readFile(path, 'utf8').catch(() => '')).replaceAll('\r\n', '\n');
}

function mostOf<T>(votes: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
