import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseNotes } from '../../../scripts/releaseNotes.ts';

const changelog =
  '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-11-01\n\n- The first.\n';
const release = { tag: 'v0.2.0', manifest: { version: '0.2.0', repository: { url: 'https://example.com/a.git' } }, changelog };

test('the notes are the section of that version alone', () => {
  assert.equal(releaseNotes(release), '### Added\n\n- A thing.');
  assert.equal(releaseNotes({ ...release, changelog: changelog.replaceAll('\n', '\r\n') }), '### Added\n\n- A thing.');
});

test('the links at the end of the changelog are no notes', () => {
  const first = { ...release, tag: 'v0.1.0', manifest: { ...release.manifest, version: '0.1.0' } };
  assert.equal(releaseNotes({ ...first, changelog: `${changelog}\n[0.1.0]: https://example.com/v0.1.0\n` }), '- The first.');
});

test('a tag that is not the version is refused', () => {
  assert.throws(() => releaseNotes({ ...release, tag: 'v0.2.1' }), /package\.json has the version 0\.2\.0\. Tag it as v0\.2\.0/);
  assert.throws(() => releaseNotes({ ...release, tag: '0.2.0' }), /The tag is "0\.2\.0"/);
});

test('a version that the changelog does not have, or says nothing about, is refused', () => {
  for (const text of [
    '## [Unreleased]\n\n- A thing.\n',
    '## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-01\n\n- The first.\n',
    '## [0.2.0]\n\n- A thing.\n',
  ]) {
    assert.throws(() => releaseNotes({ ...release, changelog: text }), /no section "## \[0\.2\.0\] - <date>"/);
  }
});

test('a manifest without a repository is refused', () => {
  assert.throws(() => releaseNotes({ ...release, manifest: { version: '0.2.0' } }), /no "repository"/);
});
