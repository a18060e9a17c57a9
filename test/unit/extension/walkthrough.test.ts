import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import packageJson from '../../../package.json' with { type: 'json' };
import texts from '../../../package.nls.json' with { type: 'json' };
import { inEnglish } from '../../../scripts/manifest.ts';
import { root } from '../../../scripts/project.ts';
import { listeningContextKey, stateContextKey } from '../../../src/extension/contributions.ts';
import { DEFAULT_PORT, routes } from '../../../src/shared/api.ts';

const { contributes } = inEnglish(packageJson, texts);
const [walkthrough] = contributes.walkthroughs;
const steps = walkthrough?.steps ?? [];
const commands: ReadonlyMap<string, string> = new Map(contributes.commands.map(({ command, title }) => [command, title]));
const picturesFolder = 'media/walkthrough';

test('the walkthrough has four steps, whether the hub is on or not', () => {
  assert.equal(contributes.walkthroughs.length, 1);
  assert.equal(walkthrough?.title, 'Get started with Dev Sync');
  assert.equal(new Set(steps.map(({ id }) => id)).size, 5);
  // The editor does not notice that a condition held from the beginning: a step of its own is done by being looked at then.
  const conditions = steps.flatMap(({ when }) => (when === undefined ? [] : [when]));
  assert.deepEqual(conditions, [`${stateContextKey} != on`, `${stateContextKey} == on`]);
});

for (const { title, description, media, completionEvents } of steps) {
  test(`the step "${title}" is words for people`, () => {
    assert.match(title, /^[A-Z].*[^.]$/);
    assert.match(media.altText, /^[A-Z].*\.$/);
    assert.match(description, /^[A-Z]/);
    // Walkthroughs know code by two of them only.
    assert.doesNotMatch(description.replaceAll('``', ''), /`/);
  });

  test(`the buttons of "${title}" run commands that exist, and are called as these are`, () => {
    const links = [...description.matchAll(/^(.*)\[([^\]]+)\]\((.*?)\)/gm)];
    assert.ok(links.length > 0);
    for (const [, before, words, link] of links) {
      const command = link?.replace(/^command:/, '') ?? '';
      assert.ok(commands.has(command), link);
      // What stands alone on its line is a button.
      if (before === '') assert.equal(words, commands.get(command));
    }
  });

  test(`"${title}" is done by something that happens`, () => {
    const known = [...commands.keys()].map((command) => `onCommand:${command}`);
    const conditions = [`onContext:${stateContextKey} == on`, `onContext:${listeningContextKey}`, 'onStepSelected'];
    assert.ok(completionEvents.length > 0);
    for (const event of completionEvents) assert.ok([...known, ...conditions].includes(event), event);
  });

  test(`the picture of "${title}" has the colors of every theme, and nothing that the page of walkthroughs refuses`, async () => {
    const svg = await readFile(join(root, media.svg), 'utf8');
    assert.match(svg, /^<svg viewBox="0 0 520 400" /);
    assert.ok(svg.length < 4000);
    for (const [, color = ''] of svg.matchAll(/ (?:fill|stroke)="([^"]*)"/g)) assert.match(color, /^(none$|var\(--vscode-)/);
    // Neither styles nor scripts of a picture run there, and nothing is fetched.
    assert.doesNotMatch(svg, /style|<script|href|url\(|\son\w+=/);
  });
}

test('no picture is left over', async () => {
  const shown = new Set(steps.map(({ media }) => media.svg));
  assert.deepEqual((await readdir(join(root, picturesFolder))).map((name) => `${picturesFolder}/${name}`).sort(), [...shown].sort());
});

test('the pictures show the routes of the hub, on its port', async () => {
  const shown = { post: routes.webhook, follow: routes.events };
  for (const [id, route] of Object.entries(shown)) {
    const svg = await readFile(join(root, picturesFolder, `${id}.svg`), 'utf8');
    assert.ok(svg.includes(`localhost:${DEFAULT_PORT}${route}`), id);
  }
});
