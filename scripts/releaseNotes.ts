import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, say } from './project.ts';

/** What a release must have before it is built, so that it does not fail after a part of it is published. */
type Release = {
  readonly tag: string;
  readonly manifest: { readonly version: string; readonly repository?: unknown };
  readonly changelog: string;
};

/**
 * @returns the section of the changelog that belongs to the tag
 * @throws Error when the tag is not that of the version, or there is nothing to say about it
 */
export function releaseNotes({ tag, manifest, changelog }: Release): string {
  const { version, repository } = manifest;
  if (tag !== `v${version}`) throw new Error(`The tag is "${tag}", but package.json has the version ${version}. Tag it as v${version}.`);
  if (!repository) throw new Error('package.json has no "repository", which npm compares with where a package was built. Add it.');
  const notes = sectionOf(changelog, version);
  if (!notes) throw new Error(`CHANGELOG.md has no section "## [${version}] - <date>" with text. Rename "Unreleased" to it.`);
  return notes;
}

/** Without its heading, which the release has as its title, and without the links at the end of the file. */
function sectionOf(changelog: string, version: string): string | undefined {
  const sections = changelog.replaceAll('\r\n', '\n').split(/^## (?=\[)/m);
  const section = sections.find((text) => text.startsWith(`[${version}] - `));
  return section
    ?.slice(section.indexOf('\n'))
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .trim();
}

if (import.meta.main) {
  try {
    const [tag = ''] = process.argv.slice(2);
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Release['manifest'];
    say(releaseNotes({ tag, manifest, changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8') }));
  } catch (error) {
    fail(error);
  }
}
