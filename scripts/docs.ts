import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits, routes } from '../src/shared/api.ts';
import { errorCatalogue } from '../src/shared/errors.ts';
import { attackTables } from './attackTables.ts';
import { dependencyTable, readBundled, readOptional } from './dependencies.ts';
import { englishBundle } from './l10n.ts';
import { readManifest } from './manifest.ts';
import { thirdPartyNotices } from './notices.ts';
import { fail, root, say } from './project.ts';

type Property = { readonly type: string; readonly default: unknown; readonly markdownDescription: string; readonly scope: string };
type Manifest = { readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Property>> } } };

/** Writes the parts of the documentation that are facts of the code, or with `--check` says which are out of date. */
async function main(isCheck: boolean): Promise<void> {
  const manifest = await readManifest<Manifest>();
  const [bundled, optional] = [await readBundled(), await readOptional()];
  const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'README.md': { settings: settingsTable(manifest) },
    'docs/dependencies.md': { bundled: dependencyTable(bundled), optional: dependencyTable(optional) },
    'docs/protocol.md': { errors: errorTable(), limits: limitTable(), routes: routeList() },
    'docs/security.md': { matrix: attackTables() },
  };
  const stale: string[] = [];
  for (const [page, parts] of Object.entries(pages)) if (!(await refresh(page, parts, isCheck))) stale.push(page);
  const notices = 'THIRD-PARTY-NOTICES.txt';
  if (!(await refreshFile(notices, await thirdPartyNotices(bundled, optional), isCheck))) stale.push(notices);
  const bundle = 'l10n/bundle.l10n.json';
  if (!(await refreshFile(bundle, englishBundle(), isCheck))) stale.push(bundle);
  if (stale.length > 0) throw new Error(`Out of date: ${stale.join(', ')}. Run "npm run docs" and commit the result.`);
  say(isCheck ? 'The generated documentation is up to date.' : 'The generated documentation is written.');
}

/** Answers false when the page differs and must not be written. */
async function refresh(page: string, parts: Readonly<Record<string, string>>, isCheck: boolean): Promise<boolean> {
  const before = await readFile(join(root, page), 'utf8');
  const after = Object.entries(parts).reduce((text, [name, content]) => replacePart(text, name, content), before);
  return refreshFile(page, after, isCheck);
}

async function refreshFile(file: string, content: string, isCheck: boolean): Promise<boolean> {
  const path = join(root, file);
  if (existsSync(path) && (await readFile(path, 'utf8')) === content) return true;
  if (!isCheck) await writeFile(path, content);
  return !isCheck;
}

function replacePart(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no place for "${name}": ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function settingsTable({ contributes }: Manifest): string {
  const rows = Object.entries(contributes.configuration.properties).map(
    ([key, { default: initial, markdownDescription }]) =>
      `| \`${key}\` | ${cell(`\`${JSON.stringify(initial)}\``)} | ${cell(markdownDescription.replace(/`#(.+?)#`/g, '`$1`'))} |`,
  );
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

function errorTable(): string {
  const rows = Object.entries(errorCatalogue).map(
    ([code, [status, message, next]]) => `| \`${code}\` | ${status} | ${cell(message)} | ${cell(next)} |`,
  );
  return ['| code | status | what failed | what to do |', '|---|---|---|---|', ...rows].join('\n');
}

function limitTable(): string {
  const rows = Object.entries(limits).map(([name, value]) => `| \`${name}\` | ${value.toLocaleString('en')} |`);
  return ['| limit | value |', '|---|---|', ...rows].join('\n');
}

function routeList(): string {
  return Object.values(routes)
    .map((route) => `- \`${route}\`${route.startsWith('/api') ? '' : ` = \`/api${route}\``}`)
    .join('\n');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

try {
  await main(process.argv.includes('--check'));
} catch (error) {
  fail(error);
}
