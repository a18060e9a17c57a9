import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dependency } from './dependencies.ts';
import { root } from './project.ts';

/** What is in the compiled parts, by the npm package that they come from. */
const compiledParts: readonly { readonly package: string; readonly title: string; readonly file: string }[] = [
  { package: 'naudiodon', title: 'naudiodon', file: 'LICENSE.naudiodon' },
  { package: 'naudiodon', title: 'PortAudio, which comes with naudiodon', file: 'LICENSE.portaudio' },
  { package: '@picovoice/pvrecorder-node', title: 'PvRecorder', file: 'LICENSE.pvrecorder' },
];

const intro = `Third-party notices

Dev Sync contains software of others, under the licences below. Texts that differ in nothing but the names of their
authors stand here once. It is written by "npm run docs" from what is in the bundles.`;

const rule = '-'.repeat(80);

/** The packages that have a text in common, each with its authors, and the text. */
type Notice = { readonly packages: string[]; readonly text: string };

/** Names, versions and licences of all that we ship of others, each text once. */
export async function thirdPartyNotices(bundled: readonly Dependency[], optional: readonly Dependency[]): Promise<string> {
  const notices = new Map<string, Notice>();
  for (const dependency of bundled.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    for (const text of await licenseTexts(dependency)) addNotice(notices, titleOf(dependency, dependency.name), text);
  for (const { package: name, title, file } of compiledParts) {
    const dependency = optional.find((one) => one.name === name);
    if (!dependency) throw new Error(`${name} is not in package-lock.json, but compiled parts of it are in the packages.`);
    const text = await readFile(join(root, 'scripts', 'native', 'licenses', file), 'utf8');
    addNotice(notices, `${titleOf(dependency, title)}, in the packages that have it compiled`, text);
  }
  return `${[intro, ...[...notices.values()].map(print)].join(`\n\n${rule}\n\n`)}\n`;
}

function titleOf({ locked: { version, license } }: Dependency, name: string): string {
  return `${name} ${version} (${license})`;
}

async function licenseTexts({ folder }: Dependency): Promise<readonly string[]> {
  const files = (await readdir(join(root, folder))).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${folder} has no text of its licence: put one in the place of this error.`);
  return Promise.all(files.sort().map((file) => readFile(join(root, folder, file), 'utf8')));
}

/** Who it is by. Licences have other lines that begin with these words, such as "copyright notice and this permission notice". */
function isAuthor(line: string): boolean {
  return /^\s*(Copyright (\([cC]\)|©|\d{4})|\([cC]\) ?\d{4}|©)/.test(line) && line.length < 160;
}

/** Packages whose texts are the same but for authors, titles and line breaks share one. */
function addNotice(notices: Map<string, Notice>, title: string, original: string): void {
  const lines = original.split(/\r?\n/).map((line) => line.trimEnd());
  const text = lines
    .filter((line) => !isAuthor(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const key = text
    .replace(/^[#\s(]*(the )?(MIT|ISC)( license)?( \(MIT\))?\)?:?\s/i, '')
    .replace(/["'’“”*>]/g, '')
    .replace(/\s+/g, ' ');
  const notice = notices.get(key) ?? { packages: [], text };
  notices.set(key, notice);
  const authors = lines.filter(isAuthor).map((line) => `  ${line.trim()}`);
  notice.packages.push([title, ...authors].join('\n'));
}

function print({ packages, text }: Notice): string {
  return `${packages.join('\n')}\n\n${text}`;
}
