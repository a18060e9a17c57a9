import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Dependency, readBundled, readOptional } from '../../../scripts/dependencies.ts';
import { thirdPartyNotices } from '../../../scripts/notices.ts';
import { root } from '../../../scripts/project.ts';

/** Who a text is by, as licences of the packages that we ship say it. */
const author = /^\s*Copyright (\([cC]\)|\d{4}).*$/gm;
/** Titles, quotes and emphasis vary among packages that share a text. */
const normal = (text: string) =>
  text
    .replace(/^[#\s(]*(the )?(MIT|ISC)( license)?( \(MIT\))?\)?:?\s/i, '')
    .replace(/["'’“”*>]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

let bundled: readonly Dependency[];
let output: string;

before(async () => {
  bundled = await readBundled();
  output = await thirdPartyNotices(bundled, await readOptional());
});

describe('the third-party notices', () => {
  it('have each licence with all its words, and all its authors', async () => {
    const files = [
      ...bundled.flatMap(({ folder }) => globSync(`${folder}/{LICEN[SC]E,licen[sc]e,COPYING,NOTICE}*`, { cwd: root })),
      ...globSync('scripts/native/licenses/*', { cwd: root }),
    ];
    assert.ok(files.length > bundled.length);
    const all = normal(output);
    for (const file of files) {
      const text = await readFile(join(root, file), 'utf8');
      assert.ok(all.includes(normal(text.replace(author, ''))), `the text of ${file}`);
      for (const [line] of text.matchAll(author)) assert.ok(output.includes(line.trim()), `${line} of ${file}`);
    }
  });

  it('name authors, and no lines of licences, above a text', () => {
    const heads = output
      .split(`\n${'-'.repeat(80)}\n\n`)
      .slice(1)
      .map((section) => section.split('\n\n')[0] ?? '');
    const lines = heads.flatMap((head) => head.split('\n').filter((line) => line.startsWith('  ')));
    assert.ok(lines.length > 50);
    assert.deepEqual(
      lines.filter((line) => !/^ {2}Copyright (\([cC]\) \S|\d{4})/.test(line)),
      [],
    );
  });
});
