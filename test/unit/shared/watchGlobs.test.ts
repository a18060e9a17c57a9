import assert from 'node:assert/strict';
import { test } from 'node:test';
import packageJson from '../../../package.json' with { type: 'json' };
import { defaultExclude, defaultInclude } from '../../../src/shared/watchGlobs.ts';

test('the globs of the hub are those that the settings show', () => {
  const { properties } = packageJson.contributes.configuration;
  assert.deepEqual(properties['devSync.watch.include'].default, defaultInclude);
  assert.deepEqual(properties['devSync.watch.exclude'].default, defaultExclude);
});
